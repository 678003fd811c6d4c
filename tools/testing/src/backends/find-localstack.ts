import type Docker from 'dockerode';
import { dockerAddresses, dockerPatienceMs, hasImage, probeDocker, pullImage } from './docker-engine.ts';

/** Where LocalStack will come from, or why it won't. */
export type LocalStackSource =
  | { readonly kind: 'running'; readonly endpoint: string }
  | { readonly kind: 'image'; readonly image: string; readonly engine: Docker }
  | { readonly kind: 'none'; readonly reason: string };

type Env = Readonly<Record<string, string | undefined>>;

/** The last release that needs no account. */
const defaultLocalStackImage = 'localstack/localstack:4.14.0';

/**
 * Finds LocalStack: one that runs already (`SNAPINFRA_LOCALSTACK_ENDPOINT`), or Docker and the image (`LOCALSTACK_IMAGE`),
 * pulled when it is not there.
 */
export const findLocalStack = async (env: Env, say: (line: string) => void): Promise<LocalStackSource> => {
  const endpoint = env['SNAPINFRA_LOCALSTACK_ENDPOINT'];
  if (endpoint) return { kind: 'running', endpoint };
  const probe = await probeDocker(dockerAddresses(env), { patienceMs: dockerPatienceMs(env) });
  if (!probe.ok) return { kind: 'none', reason: probe.reason };
  const { engine } = probe;
  const image = env['LOCALSTACK_IMAGE'] || defaultLocalStackImage;
  if (await hasImage(engine, image)) return { kind: 'image', image, engine };
  say(`pulling ${image}, once …`);
  try {
    await pullImage(engine, image);
    return { kind: 'image', image, engine };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { kind: 'none', reason: `the image ${image} is not here and could not be pulled: ${why}` };
  }
};

/** As {@link findLocalStack}, where a project on LocalStack is part of the run: only where it was found, and in CI always. */
export const requireLocalStack = async (env: Env): Promise<Exclude<LocalStackSource, { kind: 'none' }>> => {
  const source = await findLocalStack(env, (line) => process.stderr.write(`localstack: ${line}\n`));
  if (source.kind === 'none') throw new Error(`in CI the tests have to run on LocalStack, too: ${source.reason}`);
  return source;
};
