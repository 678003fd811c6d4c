import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { addGracefulStop } from '../template/src/core/graceful-stop.ts';
import { loggedError } from '../template/src/core/logger.ts';
import { hashPassword, verifyPassword } from '../template/src/core/password.ts';

describe('errors in the log', () => {
  it('say what failed and where, and nothing of the values', () => {
    const detail = { code: '57014', detail: 'Key (email)=(a-secret) is there' };
    const cause = Object.assign(new Error('canceling statement'), detail);
    const params = ['a-secret'];
    const text = 'Failed query: update "t" set "p" = $1\nparams: a-secret';
    const failed = Object.assign(new Error(text, { cause }), { query: 'update "t" set "p" = $1', params });
    const logged = loggedError(failed);
    expect(logged).toMatchObject({
      message: 'Failed query: update "t" set "p" = $1',
      stack: expect.stringMatching(/^at /),
      causes: [{ message: 'canceling statement', code: '57014' }],
    });
    expect(JSON.stringify(logged)).not.toContain('a-secret');
  });
});

describe('a server that stops', () => {
  it('answers what is under way, and waits for no connection that a client keeps open', async () => {
    const app = Fastify({ forceCloseConnections: 'idle' });
    addGracefulStop(app);
    const [arrived, answer] = [Promise.withResolvers<void>(), Promise.withResolvers<string>()];
    app.get('/', () => {
      arrived.resolve();
      return answer.promise;
    });
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    const response = fetch(url);
    await arrived.promise;
    const closed = app.close();
    setImmediate(() => answer.resolve('done'));
    const { headers, status } = await response;
    expect([status, headers.get('connection')]).toEqual([200, 'close']);
    await closed;
  });
});

describe('passwords', () => {
  it('are told from others by their hash', async () => {
    const stored = await hashPassword('correct horse');
    expect(stored).toMatch(/^scrypt\$32768\$8\$1\$[^$]{24}\$[^$]{44}$/);
    expect(await verifyPassword('correct horse', stored)).toBe(true);
    expect(await verifyPassword('wrong', stored)).toBe(false);
    expect(await verifyPassword('wrong', 'plain')).toBe(false);
  });
});
