import fc from 'fast-check';

// Property tests that name no seed of their own draw the same cases wherever FC_SEED is the same: see tools/dev, "npm test".
// oxlint-disable-next-line node/no-process-env -- what a run sets for its tests
const seed = process.env['FC_SEED'];
if (seed !== undefined) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed) });
