import { request } from 'node:http';

/**
 * Why a GET does not return 200, in a few words; undefined if it does. Names the unhealthy services if the response has
 * a body like that of the gateway's /api/health/ready.
 */
export const whyNotReady = (url: string, timeoutMs = 2_000): Promise<string | undefined> =>
  new Promise((resolve) => {
    const asked = request(url, { timeout: timeoutMs, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', () => resolve('the response broke off'));
      answer.on('end', () =>
        resolve(answer.statusCode === 200 ? undefined : reasonIn(Buffer.concat(chunks).toString(), answer.statusCode)),
      );
    });
    asked.on('timeout', () => asked.destroy(new Error('no response in time')));
    asked.on('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'ECONNREFUSED' ? 'starting' : error.message),
    );
    asked.end();
  });

const reasonIn = (text: string, status: number | undefined): string => {
  try {
    const { services = {} } = JSON.parse(text) as { services?: Record<string, { status?: string }> };
    const missing = Object.keys(services).filter((name) => services[name]?.status === 'unhealthy');
    return missing.length > 0 ? `waiting for ${missing.join(', ')}` : `returns ${status}`;
  } catch {
    return `returns ${status}`;
  }
};
