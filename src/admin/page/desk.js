// What every page can use: the API, the state of the system, whether what is shown is old, and a way to say what an action did.
import { createContext } from 'preact';
import { useContext, useEffect, useRef, useState } from 'preact/hooks';
import { messageOf } from './api.js';
import { SYSTEM } from './queries.js';

/**
 * @typedef {object} DeskState
 * @property {import('./api.js').Api} api
 * @property {(text: string) => void} say shows and reads out what an action did
 * @property {import('./queries.js').System | null} system null: it was not read yet
 * @property {boolean} old whether the API is away, and what is shown may be no longer so
 */

export const Desk = createContext(/** @type {DeskState | null} */ (null));

/** @returns {DeskState} */
export function useDesk() {
  const desk = useContext(Desk);
  if (!desk) throw new Error('A page is shown outside of the dashboard.');
  return desk;
}

/** The API sends the state once a second. */
const SILENT_MS = 10_000;

/** @typedef {{ system: import('./queries.js').System | null, readAt: number | null, away: { since: number, reason: string } | null }} Live */

/**
 * The state of the system, once a second. It is away where the connection was lost, and where nothing comes over it.
 * @param {import('./api.js').Api} api
 * @returns {Live}
 */
export function useLive(api) {
  const [live, setLive] = useState(/** @type {Live} */ ({ system: null, readAt: null, away: null }));
  useEffect(() => {
    const openedAt = Date.now();
    const lost = (/** @type {string} */ reason) =>
      setLive((last) => ({ ...last, away: last.away ?? { since: last.readAt ?? openedAt, reason } }));
    const end = api.watch(
      SYSTEM,
      ({ systemChanged }) => setLive({ system: systemChanged, readAt: Date.now(), away: null }),
      lost,
    );
    const timer = setInterval(() => {
      setLive((last) => {
        const { readAt, away } = last;
        if (away) return { ...last };
        const silent = Date.now() - (readAt ?? openedAt) > SILENT_MS;
        return silent
          ? { ...last, away: { since: readAt ?? openedAt, reason: 'Nothing comes over the connection.' } }
          : last;
      });
    }, 1000);
    return () => {
      clearInterval(timer);
      end();
    };
  }, [api]);
  return live;
}

/**
 * @template Data
 * @typedef {object} Asked
 * @property {Data | null} data the last that was read for these variables
 * @property {string | null} problem why it could not be read
 * @property {boolean} busy whether it is read for the first time
 * @property {() => Promise<void>} reload
 */

/**
 * Reads by a query, again every few seconds while the page is seen, and at once after the variables changed.
 * @template Data, Variables
 * @param {import('./queries.js').Operation<Data, Variables>} query
 * @param {Variables} variables
 * @param {{ everyMs?: number, off?: boolean }} [options]
 * @returns {Asked<Data>}
 */
export function useQuery(query, variables, { everyMs = 4000, off = false } = {}) {
  const { api } = useDesk();
  const key = query + JSON.stringify(variables);
  const [answer, setAnswer] = useState(
    /** @type {{ key: string, data: Data | null, problem: string | null }} */ ({
      key: '',
      data: null,
      problem: null,
    }),
  );
  const wanted = useRef(key);
  wanted.current = key;
  const reload = async () => {
    try {
      const data = await api.send(query, variables);
      if (wanted.current === key) setAnswer({ key, data, problem: null });
    } catch (error) {
      const problem = messageOf(error);
      if (wanted.current === key)
        setAnswer((last) => ({ key, data: last.key === key ? last.data : null, problem }));
    }
  };
  useEffect(() => {
    if (off) return undefined;
    let timer = 0;
    let ended = false;
    const repeat = async () => {
      if (!document.hidden) await reload();
      if (!ended) timer = setTimeout(() => void repeat(), everyMs);
    };
    void repeat();
    return () => {
      ended = true;
      clearTimeout(timer);
    };
  }, [key, off, everyMs]);
  const current = answer.key === key;
  return {
    data: current ? answer.data : null,
    problem: current ? answer.problem : null,
    busy: !current && !off,
    reload,
  };
}
