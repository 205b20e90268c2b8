// Options of plugins that a builder of a test does not load. Importing a plugin anywhere makes its options required by type.
import { getDatamodel } from '../../src/database/generated/pothos.ts';

export const otherPlugins = {
  scopeAuth: { authScopes: () => ({}) },
  access: { viewerOf: () => ({ kind: 'anonymous' }) as const },
  prisma: {
    client: (): never => {
      throw new Error('there is no database in this test');
    },
    dmmf: getDatamodel(),
  },
  invalidation: { invalidate: () => Promise.resolve(), writes: () => false },
  recordedActions: { record: () => Promise.resolve() },
};
