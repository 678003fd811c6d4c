import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { whyNotReady } from './http-ready.ts';

const answering = async (status: number, body: unknown): Promise<string | undefined> => {
  const server = createServer((_request, response) => response.writeHead(status).end(JSON.stringify(body)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const reason = await whyNotReady(`http://127.0.0.1:${port}/`);
  server.close();
  return reason;
};

describe('whether an app is ready', () => {
  it('depends on the status of the response', async () => {
    expect(await answering(200, { status: 'healthy' })).toBeUndefined();
    expect(await answering(500, 'no body of ours')).toBe('returns 500');
  });

  it('names the services that do not respond', async () => {
    const services = { sqs: { status: 'unhealthy' }, s3: { status: 'healthy' }, sns: { status: 'unhealthy' } };
    expect(await answering(503, { status: 'unhealthy', services })).toBe('waiting for sqs, sns');
  });
});
