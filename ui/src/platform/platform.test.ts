import { describe, expect, it } from 'vitest';
import { call, toApiError, useHost } from '.';
import { FakeEngine } from './fake/engine';

describe('call', () => {
  it('hands_the_answer_of_the_engine_on', async () => {
    useHost(new FakeEngine());
    const page = await call('list_reviews', { all: false, kind: null, before: null, limit: 5 });
    expect(page.items).toHaveLength(5);
    expect(page.next).not.toBeNull();
  });

  it('rejects_with_the_error_of_the_engine', async () => {
    const engine = new FakeEngine();
    engine.failNext('overview', { code: 'busy', message: 'Another process does this.' });
    useHost(engine);
    await expect(call('overview', {})).rejects.toMatchObject({ code: 'busy' });
  });
});

describe('toApiError', () => {
  it('reads_errors_written_as_json', () => {
    const written = JSON.stringify({ code: 'refused', message: 'No.', retryable: false });
    expect(toApiError(written)).toEqual({ code: 'refused', message: 'No.', retryable: false });
  });

  it('makes_a_sentence_of_anything_else', () => {
    expect(toApiError('the pipe broke').message).toBe('the pipe broke');
    expect(toApiError(undefined)).toMatchObject({ code: 'internal', retryable: true });
    expect(toApiError(new TypeError('x is not a function')).message).toContain('did not answer');
  });
});
