import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { printableName } from './printable.ts';

/**
 * Who listens on a port of this machine, such as `process 4711 (node server.js)`; undefined if that cannot be
 * determined.
 */
export const portHolder = (port: number): string | undefined => {
  try {
    const inodes = new Set(['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => listeningInodes(table, port)));
    if (inodes.size === 0) return undefined;
    const pid = readdirSync('/proc').find((entry) => /^\d+$/.test(entry) && holdsOneOf(entry, inodes));
    return pid === undefined ? undefined : `process ${pid} (${commandOf(pid)})`;
  } catch {
    return undefined;
  }
};

/** The program and its first argument; the process name is not helpful, as it is `MainThread` for Node. */
const commandOf = (pid: string): string => {
  const [program = '', ...args] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  const subject = args.find((argument) => argument !== '' && !argument.startsWith('-'));
  return printableName([basename(program), subject].filter(Boolean).join(' ')).slice(0, 80);
};

/** Columns: 1 local address as hex ip:port, 3 state (0A is LISTEN), 9 inode. */
const listeningInodes = (table: string, port: number): string[] => {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  return readFileSync(table, 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns[3] === '0A' && columns[1]?.endsWith(`:${hexPort}`))
    .flatMap((columns) => columns[9] ?? []);
};

const holdsOneOf = (pid: string, inodes: ReadonlySet<string>): boolean => {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1];
      return inode !== undefined && inodes.has(inode);
    });
  } catch {
    return false;
  }
};
