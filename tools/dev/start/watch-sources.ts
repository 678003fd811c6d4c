import { watch } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '../lib/ensure-installed.mjs';
import type { Supervised } from '../lib/supervise.ts';
import type { Part } from './system.ts';

export interface WatchOptions {
  readonly running: readonly { readonly part: Part; readonly supervised: Supervised }[];
  readonly print: (line: string) => void;
}

/** The parts that a folder affects, according to the imports that the module boundaries allow. */
const concernsOf = (names: readonly string[]): Readonly<Record<string, readonly string[]>> => {
  const apps = names.filter((name) => name !== 'aws');
  return {
    'libs/platform/src': names,
    'libs/contracts/src': names,
    'libs/data-model/src': names,
    'libs/aws-clients/src': apps,
    'libs/jobs/src': apps,
    'libs/generator/src': ['codegen-worker'],
    'libs/generator/template': ['codegen-worker'],
    infra: ['aws'],
    'tools/local-aws/src': ['aws'],
    ...Object.fromEntries(apps.map((name) => [`apps/${name}/src`, [name]])),
  };
};

/** Tests, temporary files of editors, and output of synth. */
const ignored = /\.test\.ts$|~$|\.swp$|(^|\/)(cdk\.out|node_modules)\//;

/** Debounces events: editors write a file in several steps, and switching branches touches hundreds of files. */
const settleMs = 150;

/** Restarts the parts that changed files affect; changes during a restart cause one more restart. */
export const watchSources = ({ running, print }: WatchOptions): { close: () => void } => {
  const waiting = new Map<string, string>();
  let timer: NodeJS.Timeout | undefined;
  let busy = false;
  const settle = async () => {
    if (busy || waiting.size === 0) return;
    busy = true;
    const changed = new Map(waiting);
    waiting.clear();
    // Sequentially in start order, because the apps need AWS.
    for (const { part, supervised } of running) {
      const file = changed.get(part.name);
      if (file !== undefined) await supervised.restart(file).catch((error: unknown) => print(String(error)));
    }
    busy = false;
    void settle();
  };
  const watchers = Object.entries(concernsOf(running.map(({ part }) => part.name))).map(([folder, parts]) =>
    watch(join(workspaceRoot, folder), { recursive: true }, (_event, file) => {
      if (file === null || ignored.test(file)) return;
      for (const part of parts) waiting.set(part, `${folder}/${file}`);
      clearTimeout(timer);
      timer = setTimeout(() => void settle(), settleMs);
    }),
  );
  return {
    close: () => {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
};
