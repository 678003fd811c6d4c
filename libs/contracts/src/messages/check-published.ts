import { Value } from 'typebox/value';
import type { AnyMessageDefinition } from './versioned.ts';

/** For tests: the versions of one kind of message that are read, and the one that is written. */
export interface MessageVersions {
  readonly read: readonly AnyMessageDefinition[];
  readonly written: AnyMessageDefinition;
}

/**
 * For tests: the differences between a definition and a message as it was published, under `type vN`. Empty where the
 * definition takes that message and no other members, and needs each of them.
 */
export const publishedDifferences = (
  { type, version, schema }: AnyMessageDefinition,
  published: Readonly<Record<string, object>>,
): readonly string[] => {
  const name = `${type} v${version}`;
  const message = published[name];
  if (message === undefined) return [`${name}: no message shows what was published`];
  const changes: readonly (readonly [string, object])[] = [
    ['takes an unknown member', { ...message, more: 1 }],
    ['takes an unknown payload', { ...message, payload: { more: 1 } }],
    ...Object.keys(message).map((member) => [`does not need ${member}`, { ...message, [member]: undefined }] as const),
  ];
  return [
    ...Value.Errors(schema, message).map((error) => `${error.instancePath} ${error.message}`),
    ...changes.filter(([, changed]) => Value.Check(schema, changed)).map(([what]) => what),
    ...Object.keys(schema.properties)
      .filter((member) => !Object.hasOwn(message, member))
      .map((member) => `takes ${member}, which was not published`),
  ].map((difference) => `${name}: ${difference}`);
};

/**
 * For tests: why workers and gateways of neighbouring versions could not be deployed one after the other. The last two
 * versions of a message are read, and the older of them is written.
 */
export const deploymentProblems = ({ read, written }: MessageVersions): readonly string[] => {
  const versions = read.map(({ version }) => version);
  const newest = Math.max(...versions);
  const expected = newest === 1 ? [1] : [newest - 1, newest];
  return [
    ...(versions.join() === expected.join()
      ? []
      : [`${written.type}: reads ${versions.join()} instead of ${expected.join()}`]),
    ...(written === read[0] ? [] : [`${written.type}: does not write the older version that is read`]),
  ];
};
