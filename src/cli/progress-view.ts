// Shows progress: a bar in a terminal, otherwise plain lines.
import { SingleBar } from 'cli-progress';

export interface ShownProgress {
  readonly processed: number;
  readonly total: number;
  readonly ratePerSecond?: number | null;
  readonly etaSeconds?: number | null;
}

export interface ProgressView {
  show(progress: ShownProgress): void;
  stop(): void;
}

const FORMAT = '{bar} {percentage} %  {value}/{total}  {rate}  {left}';

export function createProgressView(out: NodeJS.WriteStream = process.stdout): ProgressView {
  return out.isTTY ? barView(out) : lineView(out);
}

function barView(stream: NodeJS.WriteStream): ProgressView {
  const bar = new SingleBar({ format: FORMAT, stream, hideCursor: true, barsize: 30 });
  let started = false;
  return {
    show(progress) {
      const payload = { rate: rateOf(progress), left: leftOf(progress) };
      if (!started) bar.start(progress.total, progress.processed, payload);
      started = true;
      bar.setTotal(progress.total);
      bar.update(progress.processed, payload);
    },
    stop: () => bar.stop(),
  };
}

function lineView(stream: NodeJS.WriteStream): ProgressView {
  return {
    show(progress) {
      const { processed, total } = progress;
      const percentage = total === 0 ? 0 : Math.floor((100 * processed) / total);
      stream.write(`${percentage} %  ${processed}/${total}  ${rateOf(progress)}  ${leftOf(progress)}\n`);
    },
    stop: () => undefined,
  };
}

function rateOf({ ratePerSecond }: ShownProgress): string {
  return typeof ratePerSecond === 'number' ? `${Math.round(ratePerSecond)}/s` : '-/s';
}

function leftOf({ etaSeconds }: ShownProgress): string {
  return typeof etaSeconds === 'number' ? `${etaSeconds} s left` : '';
}
