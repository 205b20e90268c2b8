// What a check of the doctor finds: one line, and what to do where something is wrong.

export interface Finding {
  readonly check: 'environment' | 'postgres' | 'migrations' | 'redis' | 'index' | 'workers' | 'server';
  /** `warning`: Vitae works, and something should be looked at. `failure`: something does not work. */
  readonly state: 'ok' | 'warning' | 'failure';
  readonly message: string;
  /** Null where there is nothing to do. */
  readonly next: string | null;
}

/** Makes the findings of one check. */
export function findingsOf(check: Finding['check']) {
  return {
    ok: (message: string): Finding => ({ check, state: 'ok', message, next: null }),
    warning: (message: string, next: string): Finding => ({ check, state: 'warning', message, next }),
    failure: (message: string, next: string): Finding => ({ check, state: 'failure', message, next }),
  };
}
