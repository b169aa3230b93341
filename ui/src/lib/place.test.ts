import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { where } from './place.svelte';

describe('where', () => {
  let stop: () => void;
  beforeEach(() => {
    stop = where.start();
    where.look('review', null);
    where.look('history', null);
  });
  afterEach(() => stop());

  it('comes_back_to_what_was_looked_at_there', () => {
    where.go('review', 'rev-1');
    where.look('review', 'rev-2');
    where.go('history');
    expect(where.id).toBeNull();
    where.go('review');
    expect(where.id).toBe('rev-2');
  });

  it('moving_through_a_list_leaves_the_address_alone', () => {
    where.go('review', 'rev-1');
    const address = location.href;
    for (let i = 0; i < 200; i += 1) where.look('review', `rev-${i}`);
    expect(location.href).toBe(address);
    expect(where.id).toBe('rev-199');
  });

  it('an_address_of_its_own_hand_is_not_read_back', async () => {
    where.go('review', 'rev-1');
    where.look('review', 'rev-2');
    await new Promise((done) => setTimeout(done, 20));
    expect(where.id).toBe('rev-2');
  });

  it('follows_the_back_button', async () => {
    where.go('review', 'rev-1');
    where.go('history', 'out-1');
    history.back();
    await vi.waitFor(() => expect(where.name).toBe('review'));
    expect(where.id).toBe('rev-1');
  });
});
