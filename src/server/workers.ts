// Starts the workers of this process, one kind of job after the other.
import { jobKinds, type WorkerOptions, type WorkerServices } from './jobs.ts';

export async function startWorkers(services: WorkerServices, options: WorkerOptions = {}): Promise<void> {
  for (const { startWorker } of jobKinds) await startWorker(services, options);
}
