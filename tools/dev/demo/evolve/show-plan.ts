import type { SchemaDiff } from '@snapinfra/contracts';
import type { Story } from '../story.ts';

type Step = SchemaDiff['steps'][number];
type Mark = Step['marks'][number];

const parts: Readonly<Record<string, string>> = {
  enum_values: 'labels of enums, which are committed first',
  changes: 'one transaction',
  validation: 'statement by statement, while others read and write',
  indexes: 'statement by statement, while others read and write',
};

/** `0002b_validation.sql` */
const partOf = (file: string): string => file.replace(/^\d+[a-z]?_/, '').replace(/\.sql$/, '');

const inWords = (mark: Mark): string | undefined => {
  if (mark.kind === 'destructive') return `data goes: ${mark.reason}`;
  if (mark.kind === 'dataDependent') return `counted before anything changes: it ${mark.reason}`;
  return mark.isBrief ? undefined : `others wait (${mark.lock} on ${mark.tables.join(', ')}): ${mark.reason}`;
};

const counted = (count: number, none: string, one: string, many: string): string => {
  if (count === 0) return none;
  return count === 1 ? `one step ${one}` : `${count} steps ${many}`;
};

const costOf = ({ marks: { destructive, dataDependent, locking } }: SchemaDiff): string => {
  const costs = [
    counted(destructive, 'no data goes', 'deletes data', 'delete data'),
    counted(dataDependent, 'no row can be in the way', 'depends on the rows', 'depend on the rows'),
    counted(locking, 'nobody waits for longer than a moment', 'keeps others waiting', 'keep others waiting'),
  ];
  return `What it costs: ${costs.join('; ')}.`;
};

/** A plan as a person reads it: what happens in which file, and what it costs. */
export function planInWords(diff: SchemaDiff): readonly string[] {
  if (diff.steps.length === 0) return ['Nothing in the database changes.'];
  const lines = diff.files.flatMap(({ name }) => {
    const part = partOf(name);
    const steps = diff.steps.filter((step) => step.part === part);
    return [
      `${name} (${parts[part] ?? part})`,
      ...steps.flatMap(({ summary, marks }) => [
        `  - ${summary}`,
        ...marks.flatMap((mark) => {
          const words = inWords(mark);
          return words === undefined ? [] : [`      ${words}`];
        }),
      ]),
    ];
  });
  return [...lines, ...diff.notes.map(({ summary }) => `  (${summary})`), costOf(diff)];
}

export function showPlan(diff: SchemaDiff, story: Story): void {
  story.line();
  for (const line of planInWords(diff)) story.line(`    ${line}`);
  story.line();
}
