import { allOf, attributeNotExists, equals, itemExists, type Condition } from '@snapinfra/aws-clients';

/** It is there and is not being deleted. */
export const isAlive: Condition = allOf(itemExists, attributeNotExists('deletingAt'));

/** Nobody has changed it since this version was read. */
export const isAliveAt = (version: number): Condition => allOf(isAlive, equals('version', version));
