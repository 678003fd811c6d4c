import Type from 'typebox';
import { versionedIn } from './versioned.ts';

/** Defines one version of a queue message. */
export const defineMessage = versionedIn({ sentAt: Type.String({ format: 'date-time' }) });
