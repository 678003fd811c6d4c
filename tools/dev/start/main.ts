import { mkdirSync } from 'node:fs';
import { checkStateFormat, FolderInUseError, lockFolder, StateFormatError } from '@snapinfra/local-aws';
import { seconds, startStep } from '../lib/progress.mjs';
import { clearRunState, readRunState, stateFolder, writeRunState } from '../lib/run-state.ts';
import { listenForStop } from '../lib/stop-signals.ts';
import { ChildFailedError, type Supervised } from '../lib/supervise.ts';
import { printWelcome } from './welcome.ts';
import { prepareElsewhere } from './elsewhere.ts';
import { outliveLeftovers } from './leftovers.ts';
import { readEnvironment, readSettings, SettingsError, type Settings } from './settings.ts';
import { ensureSecrets } from './secrets.ts';
import { ensureTokenKey } from '../tokens/token-key.ts';
import { serveKeySet } from '../tokens/serve-key-set.ts';
import { gatewayUrl, localAwsFolder, systemParts, type Part } from './system.ts';
import { watchSources } from './watch-sources.ts';

const print = (line: string) => process.stdout.write(`${line}\n`);
const startedAt = new Date();
const stopSignals = listenForStop();
const running: { part: Part; supervised: Supervised }[] = [];

/** A stop was requested before everything was ready. */
class StopWanted extends Error {}

const unlessStopped = async (work: Promise<unknown>): Promise<void> => {
  const stopWanted = stopSignals.first.then((what) => Promise.reject(new StopWanted(what)));
  await Promise.race([work, stopWanted]);
};

const begin = (part: Part): Supervised => {
  const supervised = part.start();
  running.push({ part, supervised });
  return supervised;
};

let state: 'starting' | 'ready' = 'starting';

/** Updates run.json. On the first spawn of a part it is not in `running` yet: bringUp records it. */
const record = (settings: Settings) =>
  writeRunState(settings.folder, {
    pid: process.pid,
    startedAt: startedAt.toISOString(),
    state,
    url: gatewayUrl(settings),
    ports: settings.ports,
    children: running.flatMap(({ part, supervised }) => {
      const pid = supervised.pid();
      return pid === undefined ? [] : [{ name: part.name, pid }];
    }),
  });

const bringUp = async (settings: Settings, parts: readonly Part[]): Promise<void> => {
  const begun = parts.map((part) => {
    const supervised = begin(part);
    return { supervised, step: startStep(part.title, { detail: () => supervised.waitsFor() ?? '' }) };
  });
  record(settings);
  await Promise.all(
    begun.map(async ({ supervised, step }) => {
      try {
        await unlessStopped(supervised.ready);
        step.done();
      } catch (error) {
        if (error instanceof StopWanted) step.clear();
        else step.fail();
        throw error;
      }
    }),
  );
};

const run = async (): Promise<void> => {
  const env = readEnvironment(process.env);
  const folder = stateFolder(env);
  mkdirSync(folder, { recursive: true });
  const unlock = claimState(folder);
  try {
    await outliveLeftovers(folder, print);
    const settings = await readSettings(env, process.argv.slice(2));
    if (!settings.awsElsewhere) checkStateFormat(localAwsFolder(settings));
    await issueTokens(settings);
    const { localAws, apps } = systemParts({
      settings,
      secrets: ensureSecrets(folder),
      print,
      onSpawn: () => record(settings),
    });
    if (localAws) await bringUp(settings, [localAws]);
    if (settings.awsElsewhere) {
      await unlessStopped(prepareElsewhere(settings.awsElsewhere, settings.stage, env));
    }
    await bringUp(settings, apps);
    state = 'ready';
    record(settings);
    printWelcome({ settings, print, startedInMs: Date.now() - startedAt.getTime() });
    const watcher = settings.watch ? watchSources({ running, print }) : undefined;
    await stopSignals.first;
    watcher?.close();
  } finally {
    await bringDown();
    clearRunState(folder);
    unlock();
  }
};

/** Served by this process: it is up before the gateway and until after it, and has nothing to restart. */
const issueTokens = async ({ folder, ports }: Settings): Promise<void> => {
  if (ports.keySet === 0) return;
  const { keySet } = await ensureTokenKey(folder);
  await serveKeySet(keySet, ports.keySet);
};

const claimState = (folder: string): (() => void) => {
  try {
    return lockFolder(folder);
  } catch (error) {
    if (!(error instanceof FolderInUseError)) throw error;
    const other = readRunState(folder);
    throw new SettingsError(
      `Snapinfra is already running${other ? ` at ${other.url}` : ''} (process ${error.pid}): stop it first. A second one needs its own folder and ports: SNAPINFRA_STATE_DIR=.snapinfra-2 PORT=3010 SNAPINFRA_DYNAMODB_PORT=4110 SNAPINFRA_AWS_PORT=4111 npm start`,
    );
  }
};

const killOnSecondRequest = async (): Promise<void> => {
  await stopSignals.second;
  for (const { supervised } of running) supervised.kill();
};

/** Stops the apps first, so that they can still release their messages and leases in AWS, then AWS. */
const bringDown = async (): Promise<void> => {
  if (running.length === 0) return;
  const stoppedAt = Date.now();
  print('\nStopping; work in progress is finished or given back (Ctrl-C again to stop at once) …');
  void killOnSecondRequest();
  const apps = running.filter(({ part }) => part.name !== 'aws');
  await Promise.all(apps.map(({ supervised }) => supervised.stop()));
  await Promise.all(running.filter(({ part }) => part.name === 'aws').map(({ supervised }) => supervised.stop()));
  print(`Stopped (${seconds(Date.now() - stoppedAt)}). The data is kept in the state folder.`);
};

try {
  await run();
  process.exit(0);
} catch (error) {
  if (error instanceof StopWanted) process.exit(0);
  const expected = [SettingsError, StateFormatError, ChildFailedError].some((kind) => error instanceof kind);
  const { message, stack } = error instanceof Error ? error : { message: String(error), stack: undefined };
  process.stderr.write(`${expected ? message : (stack ?? message)}\n`);
  process.exit(1);
}
