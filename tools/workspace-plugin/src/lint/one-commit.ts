import { isNode, type Node, type Rule } from './rule.ts';

/**
 * The files of the gateway that write without `commit`, each with its reason. A request's change is not among them: its rights, its
 * activity and the life of its project are told by `commit`.
 */
const exceptions: Readonly<Record<string, string>> = {
  'access/commit.ts': 'is the commit',
  'storage/storage.ts': 'makes the tables and the transactions',
  'storage/tables.ts': 'says which tables may be written',
  'dependencies.ts': 'gives the rate limits their table, whose counters are of no project',
  'records/removal.ts': 'hides and removes what hangs on a project that is marked, under the claim of the sweeper',
  'features/projects/remove-children.ts': 'removes the documents of a project that is marked',
  'features/projects/remove-project.ts':
    'removes what is left of a project that is marked, under the claim of the sweeper',
  'features/projects/documents/remove-document.ts': 'removes the contents of a document that is marked',
  'features/code-generations/remove-generation.ts': 'removes generations of a project that is marked',
  'features/team/remove-invitations.ts':
    'removes invitations that nobody can accept any more, behind an answer or of a project that is marked',
  'features/team/leave-for-good.ts': 'takes a user who is marked out of projects, under the claim of the sweeper',
  'features/users/users.feature.ts': 'makes exports, which their lease fences',
  'features/users/sweep-exports.ts': 'removes exports that are over, under the claim of the sweeper',
  'features/users/remove-user.ts': 'removes users who are marked, under the claim of the sweeper',
  'features/users/note-users.ts': 'notes behind the answer who was seen, which changes nothing of theirs',
};

/** What writes, by the name under which it is imported. */
const writers = new Set(['writableTable', 'createTable', 'transactWrite', 'transactTransition', 'writeTransition']);

const why =
  'A request writes through `commit` only; sweeps and claims are named in tools/workspace-plugin/src/lint/one-commit.ts.';

const gatewayFile = (file: string): string | undefined =>
  /(?:^|\/)apps\/api\/src\/(.+)$/.exec(file.replaceAll('\\', '/'))?.[1];

const nameOf = (node: unknown): unknown => (isNode(node) ? node['name'] : undefined);

/** `storage.transact` writes, and so does what a kind's jobs do `alone`. */
const writes = ({ property }: Node): boolean => ['transact', 'alone'].includes(String(nameOf(property)));

/** Forbids writes of the gateway beside its one commit. */
export const oneCommit: Rule = {
  meta: { type: 'problem', docs: { description: why } },
  create: (context) => {
    const file = gatewayFile(context.filename);
    if (file === undefined || file.endsWith('.test.ts') || Object.hasOwn(exceptions, file)) return {};
    const report = (node: Node): void => context.report({ node, message: why });
    return {
      ImportSpecifier: (node) => {
        const imported = nameOf(node['imported']);
        if (typeof imported === 'string' && writers.has(imported)) report(node);
      },
      MemberExpression: (node) => {
        if (writes(node)) report(node);
      },
    };
  },
};
