import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const workspaceRoot = resolve(import.meta.dirname, '../../../..');

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  /** Combined output, for failure messages. */
  readonly output: string;
}

/** A copy of this workspace's sources in a temporary folder, which tests may change. */
export interface WorkspaceCopy {
  readonly root: string;
  write(path: string, text: string): Promise<void>;
  read(path: string): Promise<string>;
  /** Updates node_modules/@snapinfra to the current projects, like `npm install` does. */
  linkProjects(): Promise<void>;
  run(command: string, args: readonly string[]): Promise<Outcome>;
  remove(): Promise<void>;
}

export async function copyWorkspace(): Promise<WorkspaceCopy> {
  const root = await mkdtemp(join(tmpdir(), 'snapinfra-workspace-'));
  await copySources(root);
  await linkPackages(root);
  await linkProjects(root);
  return {
    root,
    write: async (path, text) => {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    },
    read: (path) => readFile(join(root, path), 'utf8'),
    linkProjects: () => linkProjects(root),
    run: (command, args) => runIn(root, command, args),
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

async function copySources(root: string): Promise<void> {
  const { stdout } = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: workspaceRoot,
    maxBuffer: 64 * 1024 * 1024,
  });
  for (const file of stdout.split('\0').filter(Boolean)) {
    await cp(join(workspaceRoot, file), join(root, file)).catch((error: NodeJS.ErrnoException) => {
      // Deleted in the working tree, but not committed yet.
      if (error.code !== 'ENOENT') throw error;
    });
  }
}

async function linkPackages(root: string): Promise<void> {
  const packages = join(workspaceRoot, 'node_modules');
  await mkdir(join(root, 'node_modules'));
  const entries = (await readdir(packages)).filter((entry) => entry !== '@snapinfra' && entry !== '.cache');
  await Promise.all(entries.map((entry) => symlink(join(packages, entry), join(root, 'node_modules', entry))));
}

async function linkProjects(root: string): Promise<void> {
  const scope = join(root, 'node_modules/@snapinfra');
  await rm(scope, { recursive: true, force: true });
  await mkdir(scope);
  for (const area of ['apps', 'libs', 'infra', 'tools']) {
    for (const folder of await readdir(join(root, area), { withFileTypes: true })) {
      const manifest = join(root, area, folder.name, 'package.json');
      const text = await readFile(manifest, 'utf8').catch(() => undefined);
      if (text === undefined) continue;
      const { name } = JSON.parse(text) as { name: string };
      await symlink(join(root, area, folder.name), join(scope, name.replace('@snapinfra/', '')));
    }
  }
}

async function runIn(cwd: string, command: string, args: readonly string[]): Promise<Outcome> {
  const bin = join(cwd, 'node_modules/.bin');
  const env = {
    ...process.env,
    PATH: `${bin}:${process.env['PATH'] ?? ''}`,
    NX_DAEMON: 'false',
    NX_WORKSPACE_ROOT_PATH: cwd,
  };
  const options = { cwd, env, maxBuffer: 64 * 1024 * 1024 };
  try {
    const { stdout, stderr } = await run(join(bin, command), [...args], options);
    return { code: 0, stdout, output: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code?: unknown; stdout?: string; stderr?: string };
    if (typeof code !== 'number') throw error;
    return { code, stdout: stdout ?? '', output: `${stdout ?? ''}${stderr ?? ''}` };
  }
}
