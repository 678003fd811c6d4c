import type Docker from 'dockerode';
import { dockerAddresses, dockerPatienceMs, hasImage, probeDocker, pullImage } from './docker-engine.ts';

/** Where to get LocalStack, or why there is none. */
export type LocalStackSource =
  | { readonly kind: 'running'; readonly endpoint: string }
  | { readonly kind: 'image'; readonly image: string; readonly engine: Docker }
  | { readonly kind: 'none'; readonly reason: string };

type Env = Readonly<Record<string, string | undefined>>;

/** The last release that does not need an account. */
const defaultLocalStackImage = 'localstack/localstack:4.14.0';

/**
 * Finds LocalStack: a running one (`SNAPINFRA_LOCALSTACK_ENDPOINT`), or Docker and the image (`LOCALSTACK_IMAGE`),
 * which is pulled if necessary.
 */
export const findLocalStack = async (env: Env, say: (line: string) => void): Promise<LocalStackSource> => {
  const endpoint = env['SNAPINFRA_LOCALSTACK_ENDPOINT'];
  if (endpoint) return { kind: 'running', endpoint };
  const probe = await probeDocker(dockerAddresses(env), { patienceMs: dockerPatienceMs(env) });
  if (!probe.ok) return { kind: 'none', reason: probe.reason };
  const { engine } = probe;
  const image = env['LOCALSTACK_IMAGE'] || defaultLocalStackImage;
  if (await hasImage(engine, image)) return { kind: 'image', image, engine };
  say(`pulling ${image}, only the first time …`);
  try {
    await pullImage(engine, image);
    return { kind: 'image', image, engine };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { kind: 'none', reason: `the image ${image} does not exist locally and could not be pulled: ${why}` };
  }
};

/**
 * Like {@link findLocalStack}, but rejects if there is none. That only happens in CI: otherwise the tests are skipped.
 */
export const requireLocalStack = async (env: Env): Promise<Exclude<LocalStackSource, { kind: 'none' }>> => {
  const source = await findLocalStack(env, (line) => process.stderr.write(`localstack: ${line}\n`));
  if (source.kind === 'none') throw new Error(`in CI the tests must also run on LocalStack: ${source.reason}`);
  return source;
};
