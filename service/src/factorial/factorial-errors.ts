/** All threads are taken and the queue is full; the same request may succeed in a moment. */
export class FactorialsBusy extends Error {
  constructor() {
    super('All threads for large factorials are taken and their queue is full.');
    this.name = 'FactorialsBusy';
  }
}

/** A thread ended before it answered: a fault of the service, not of the request. */
export class FactorialWorkerEnded extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    super(`A factorial was not computed: ${reason}.`, options);
    this.name = 'FactorialWorkerEnded';
  }
}
