import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { claimPort, PortTakenError } from './free-port.ts';

const run = promisify(execFile);

describe('claimPort', () => {
  it('returns the wanted port if it is free, and names it if it is taken', async () => {
    const port = await claimPort();
    expect(await claimPort(port)).toBe(port);
    await using server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    await expect(claimPort(port)).rejects.toThrow(new PortTakenError(port));
  });

  it('returns a port to only one process, even if it does not listen yet', async () => {
    const script = `
      const { claimPort } = await import(${JSON.stringify(new URL('./free-port.ts', import.meta.url).href)});
      console.log(JSON.stringify(await Promise.all(Array.from({ length: 150 }, () => claimPort()))));
      process.stdin.resume();
    `;
    const claims = Array.from({ length: 3 }, async () => {
      const claiming = run(process.execPath, ['--input-type=module', '-e', script]);
      const [text] = await once(claiming.child.stdout!.setEncoding('utf8'), 'data');
      return { claiming, ports: JSON.parse(String(text)) as number[] };
    });
    const claimed = await Promise.all(claims);
    const ports = claimed.flatMap((claim) => claim.ports);
    expect(new Set(ports).size).toBe(3 * 150);
    for (const { claiming } of claimed) claiming.child.stdin?.end();
    await Promise.all(claimed.map(({ claiming }) => claiming));
  });
});
