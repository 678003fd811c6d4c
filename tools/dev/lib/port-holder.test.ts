import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { portHolder } from './port-holder.ts';

describe.skipIf(process.platform !== 'linux')('portHolder (skipped without /proc)', () => {
  it('names the process that listens', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    expect(portHolder(port)).toMatch(new RegExp(`^process ${process.pid} \\(node .+\\)$`));
    server.close();
    await once(server, 'close');
    expect(portHolder(port)).toBeUndefined();
  });
});
