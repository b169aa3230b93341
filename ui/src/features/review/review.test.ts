import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import type { ListReviews } from '../../bindings/herald';
import { where } from '../../lib/place.svelte';
import type { FakeEngine } from '../../platform/fake/engine';
import { activeRow, openReview, openWindow, rowNamed } from '../../test/open';

const headline = (): string =>
  screen.getByRole('region', { name: 'The review you are looking at' }).querySelector('h2')
    ?.textContent ?? '';
const draft = (): HTMLElement => screen.getByRole('region', { name: /^The draft/u });

describe('deciding', () => {
  it('the_next_card_is_there_in_the_same_frame_and_the_left_ones_are_said', async () => {
    const { engine, user, said } = await openReview();
    await waitFor(() =>
      expect(engine.calls.filter((one) => one.name === 'show_review').length).toBeGreaterThan(2),
    );
    await user.keyboard('a');
    expect(activeRow()).toHaveTextContent('Aïcha');
    expect(headline()).toBe('Reply on Mastodon as @mira@fosstodon.org');
    expect(said()).toMatch(/^Approved, 11 left/u);
    await waitFor(() =>
      expect(engine.calls).toContainEqual({
        name: 'approve_review',
        input: { id: 'rev-jonas', digest: 'digest-rev-jonas-1', now: false },
      }),
    );
  });

  it('a_refused_decision_brings_the_review_back_with_its_reason', async () => {
    const { engine, user, said } = await openReview();
    engine.failNext('approve_review', {
      code: 'disk_full',
      message: 'The disk is full. Nothing was sent.',
    });
    await user.keyboard('a');
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The disk is full. Nothing was sent.',
    );
    expect(activeRow()).toHaveTextContent('Jonas Weber');
    expect(screen.getAllByRole('option')).toHaveLength(12);
    expect(said()).toContain('Not done: The disk is full.');
  });

  it('a_draft_with_an_error_cannot_be_approved', async () => {
    const { engine, user } = await openReview();
    await user.click(rowNamed(/What a year of dawn walks/u));
    await waitFor(() => expect(headline()).toContain('Post'));
    await user.keyboard('a');
    expect(await screen.findByRole('alert')).toHaveTextContent('It is too long for Bluesky');
    expect(engine.calls.some((one) => one.name === 'approve_review')).toBe(false);
    expect(screen.getByRole('button', { name: 'Approve' })).toHaveAttribute(
      'aria-disabled',
      'true',
    );
  });

  it('a_review_being_rewritten_cannot_be_decided', async () => {
    const { engine, user } = await openReview();
    await user.click(rowNamed(/Workshop/u));
    await screen.findByText('Another version is being written.');
    await user.keyboard('a');
    expect(engine.calls.some((one) => one.name === 'approve_review')).toBe(false);
    expect(screen.getByRole('button', { name: 'Approve' })).toBeDisabled();
  });

  it('several_are_approved_at_once_each_with_what_was_shown', async () => {
    const { engine, user } = await openReview();
    await user.keyboard('xjx');
    expect(screen.getByRole('button', { name: 'Approve 2' })).toBeInTheDocument();
    await user.keyboard('a');
    await waitFor(() => {
      const approved = engine.calls.filter((one) => one.name === 'approve_review');
      expect(approved.map((one) => one.input)).toEqual([
        { id: 'rev-jonas', digest: 'digest-rev-jonas-1', now: false },
        { id: 'rev-aicha', digest: 'digest-rev-aicha-1', now: false },
      ]);
    });
    expect(screen.getAllByRole('option')).toHaveLength(10);
  });

  it('snoozing_offers_three_times_by_number', async () => {
    const { engine, user } = await openReview();
    await user.keyboard('s');
    expect(within(screen.getByRole('menu')).getAllByRole('menuitem')).toHaveLength(3);
    await user.keyboard('1');
    await waitFor(() =>
      expect(engine.calls).toContainEqual({
        name: 'snooze_review',
        input: { id: 'rev-jonas', minutes: 60 },
      }),
    );
    expect(screen.queryByRole('menu')).toBeNull();
    expect(screen.getByRole('listbox')).toHaveFocus();
  });

  it('a_wish_and_a_reason_go_with_the_decision', async () => {
    const { engine, user } = await openReview();
    await user.keyboard('{Shift>}r{/Shift}');
    await user.type(screen.getByLabelText('What should be different?'), 'shorter{Enter}');
    await waitFor(() =>
      expect(engine.calls).toContainEqual({
        name: 'redraft_review',
        input: { id: 'rev-jonas', wish: 'shorter' },
      }),
    );
    await user.keyboard('{Shift>}d{/Shift}');
    await user.type(screen.getByLabelText('Why not?'), 'wrong tone{Enter}');
    await waitFor(() =>
      expect(engine.calls).toContainEqual({
        name: 'reject_review',
        input: { id: 'rev-aicha', reason: 'wrong tone' },
      }),
    );
  });

  it('nothing_is_decided_that_was_not_shown', async () => {
    const { engine, user } = openWindow();
    await screen.findAllByRole('option');
    engine.failNext('show_review', { message: 'The card could not be read.' });
    await user.keyboard('{End}');
    await user.click(rowNamed(/angry.example/u));
    if (headline() === '') await user.keyboard('a');
    expect(engine.calls.some((one) => one.name === 'approve_review')).toBe(false);
  });
});

describe('editing', () => {
  it('an_edit_is_counted_live_and_approved_to_the_byte', async () => {
    const { engine, user } = await openReview();
    expect(draft()).toHaveTextContent('95 of 300');
    await user.keyboard('e');
    const field = screen.getByRole('textbox', { name: 'Edit the draft' });
    expect(field).toHaveFocus();
    await user.clear(field);
    await user.type(field, 'Yes 👩‍👩‍👧‍👦 a');
    expect(draft()).toHaveTextContent('7 of 300');
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() =>
      expect(engine.calls).toContainEqual({
        name: 'edit_review',
        input: {
          id: 'rev-jonas',
          digest: 'digest-rev-jonas-1',
          text: 'Yes 👩‍👩‍👧‍👦 a',
          warning: null,
          card: null,
          rest: [],
          approve: true,
          now: false,
        },
      }),
    );
    expect(activeRow()).toHaveTextContent('Aïcha');
    await waitFor(() => expect(screen.getByRole('listbox')).toHaveFocus());
  });

  it('a_kept_edit_stays_in_review_with_the_count_of_the_engine', async () => {
    const { engine, user } = await openReview();
    await user.keyboard('e');
    const field = screen.getByRole('textbox', { name: 'Edit the draft' });
    await user.clear(field);
    await user.type(field, 'Kept text');
    await user.keyboard('{Control>}s{/Control}');
    await waitFor(() => expect(draft()).toHaveTextContent('Version 2'));
    expect(draft()).toHaveTextContent('9 of 300');
    expect(screen.getAllByRole('option')).toHaveLength(12);
    expect(engine.calls.some((one) => one.name === 'edit_review')).toBe(true);
  });

  it('a_warning_taken_over_is_shown_and_taken_off_with_one_key', async () => {
    const { user, said } = await openReview();
    await user.keyboard('j');
    expect(await screen.findByText('Shown behind a warning: darkroom chemistry')).toBeVisible();
    expect(screen.getByText('Behind a warning: darkroom chemistry')).toBeVisible();
    expect(screen.getByText('Picture 1: A print drying on a line')).toBeVisible();
    expect(screen.getByText('Picture 2: not described')).toBeVisible();
    await user.keyboard('w');
    await waitFor(() => expect(said()).toContain('The warning is off.'));
    expect(screen.queryByText('Shown behind a warning: darkroom chemistry')).toBeNull();
    expect(screen.getByText('Behind a warning: darkroom chemistry')).toBeVisible();
    expect(activeRow()).toHaveTextContent('Aïcha');
  });

  it('the_card_of_a_link_is_taken_off_and_put_back_with_one_key', async () => {
    const { engine, user, said } = await openReview();
    await user.click(await screen.findByText('ליאור כהן'));
    expect(await screen.findByRole('figure', { name: 'Card of mira.photos' })).toBeVisible();
    await user.keyboard('l');
    await waitFor(() => expect(said()).toContain('The card is off.'));
    expect(screen.queryByRole('figure')).toBeNull();
    await user.click(screen.getByRole('button', { name: /Give the link a card/ }));
    expect(await screen.findByText('A darkroom in the kitchen: the workshop')).toBeVisible();
    await user.keyboard('l');
    await waitFor(() => expect(screen.queryByRole('figure')).toBeNull());
    engine.linkCard = null;
    await user.keyboard('l');
    await waitFor(() => expect(said()).toContain('The link gets no card'));
  });

  it('a_refused_edit_is_open_again_with_the_text_that_was_written', async () => {
    const { engine, user } = await openReview();
    engine.failNext('edit_review', {
      code: 'changed',
      message: 'This draft changed since it was shown.',
    });
    await user.keyboard('e');
    const field = screen.getByRole('textbox', { name: 'Edit the draft' });
    await user.clear(field);
    await user.type(field, 'Mine');
    await user.keyboard('{Control>}{Enter}{/Control}');
    expect(await screen.findByRole('alert')).toHaveTextContent('This draft changed');
    expect(await screen.findByRole('textbox', { name: 'Edit the draft' })).toHaveValue('Mine');
  });

  it('escape_leaves_and_keeps_what_was_written_until_it_is_dropped', async () => {
    const { user } = await openReview();
    await user.keyboard('e');
    await user.type(screen.getByRole('textbox', { name: 'Edit the draft' }), ' More.');
    await user.keyboard('{Escape}');
    expect(screen.getByText('Your unsaved change is kept.')).toBeInTheDocument();
    await user.keyboard('e');
    expect(screen.getByRole('textbox', { name: 'Edit the draft' })).toHaveValue(
      'Thanks Jonas! That was the old 135, wide open from the far pier. The haze did half of the work. More.',
    );
    await user.keyboard('{Escape}');
    await user.click(screen.getByRole('button', { name: 'Drop it' }));
    expect(screen.queryByText('Your unsaved change is kept.')).toBeNull();
  });

  it('letters_typed_into_the_draft_decide_nothing', async () => {
    const { engine, user } = await openReview();
    await user.keyboard('e');
    await user.keyboard('adrsxu');
    const names = engine.calls.map((one) => one.name);
    expect(names).not.toContain('approve_review');
    expect(names).not.toContain('reject_review');
  });
});

describe('arriving', () => {
  it('new_reviews_wait_as_one_line_while_the_person_is_further_down', async () => {
    const { engine, user } = await openReview();
    const list = screen.getByRole('listbox');
    Object.defineProperty(list, 'scrollTop', { value: 400, writable: true });
    list.dispatchEvent(new Event('scroll'));
    const copy = structuredClone(engine.reviews[0]!);
    copy.row = { ...copy.row, id: 'rev-fresh', who: 'Newcomer', at: Date.now() };
    engine.reviews.push(copy);
    engine.hint('reviews');
    const line = await screen.findByRole('button', { name: '1 new Show them' });
    expect(screen.getAllByRole('option')).toHaveLength(12);
    expect(activeRow()).toHaveTextContent('Jonas Weber');
    await user.click(line);
    expect(activeRow()).toHaveTextContent('Newcomer');
    expect(screen.getAllByRole('option')).toHaveLength(13);
  });

  it('a_review_decided_elsewhere_leaves_and_the_next_one_is_shown', async () => {
    const { engine } = await openReview();
    engine.reviews[0]!.row.state = 'approved';
    engine.hint('reviews');
    await waitFor(() => expect(activeRow()).toHaveTextContent('Aïcha'));
    expect(screen.getAllByRole('option')).toHaveLength(11);
  });

  it('a_notification_opens_its_review', async () => {
    const { engine } = await openReview();
    engine.askForReview('rev-lena');
    expect(await screen.findByText('Like this post of Lena Ortiz.')).toBeInTheDocument();
    expect(activeRow()).toHaveTextContent('Lena Ortiz');
  });
});

describe('a long queue', () => {
  const pages = (engine: FakeEngine) =>
    engine.calls
      .filter((one) => one.name === 'list_reviews')
      .map((one) => one.input as ListReviews);

  it('shows_its_first_page_and_says_how_many_wait', async () => {
    const { engine } = openWindow({ mode: 'many' });
    expect(await screen.findByText(/^1,000\+ waiting, /u)).toBeInTheDocument();
    expect(pages(engine).map(({ kind, before, limit }) => [kind, before, limit])).toEqual([
      ['reply', null, 30],
      ['post', null, 30],
      ['engagement', null, 30],
      ['moderation', null, 30],
    ]);
  });

  it('is_read_on_in_a_group_before_its_end_is_reached', async () => {
    const { engine, user } = openWindow({ mode: 'many' });
    await screen.findByText(/^1,000\+ waiting, /u);
    await user.keyboard('j'.repeat(14));
    expect(pages(engine)).toHaveLength(4);
    await user.keyboard('j');
    await waitFor(() => expect(pages(engine)).toHaveLength(5));
    expect(pages(engine).at(-1)).toMatchObject({ kind: 'reply', limit: 30 });
    await user.keyboard('j'.repeat(20));
    expect(where.id).toBe(engine.reviews.filter(({ row }) => row.kind === 'reply')[35]?.row.id);
    expect(screen.queryByRole('button', { name: /new/u })).toBeNull();
  });

  it('is_read_again_as_far_as_before_after_a_decision', async () => {
    const { engine, user } = openWindow({ mode: 'many' });
    await screen.findByRole('heading', { name: /^Reply on/u });
    const first = engine.reviews[0]!.row.id;
    await user.keyboard('a');
    await waitFor(() => expect(pages(engine).length).toBeGreaterThanOrEqual(8));
    expect(pages(engine).every(({ limit }) => limit <= 31)).toBe(true);
    expect(where.id).not.toBe(first);
    expect(screen.queryByRole('button', { name: /new/u })).toBeNull();
  });
});

describe('states', () => {
  it('an_empty_queue_says_what_will_appear', async () => {
    openWindow({ mode: 'empty' });
    expect(
      await screen.findByRole('heading', { name: 'Nothing waits for you' }),
    ).toBeInTheDocument();
  });

  it('a_queue_that_cannot_be_read_says_why_and_tries_again', async () => {
    const { engine, user } = openWindow({
      prepare: (one) => one.failNext('list_reviews', { message: 'The file is damaged.' }),
    });
    expect(await screen.findByRole('alert')).toHaveTextContent('The file is damaged.');
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findAllByRole('option')).toHaveLength(12);
    expect(engine.calls.filter((one) => one.name === 'list_reviews')).toHaveLength(8);
  });

  it('a_very_long_comment_is_folded', async () => {
    const { user } = await openReview();
    await user.click(rowNamed(/The Very Long Named/u));
    const more = await screen.findByRole('button', { name: 'Show all 50,000 characters' });
    await user.click(more);
    expect(screen.getByRole('button', { name: 'Less' })).toBeInTheDocument();
  });
});
