import type { ChangeWatch, ClusterChanges } from '../../operations/ports/dcs-ports.js';
import type { Endpoint } from './endpoint.js';
import { scopePrefix } from './keys.js';
import { prefixEnd } from './requests.js';

const RETRY_MS = 500;

/** Watches through every endpoint at once: one that is cut off from the others would stay silent without knowing it. */
export class EtcdClusterChanges implements ClusterChanges {
  constructor(
    private readonly endpoints: readonly Endpoint[],
    private readonly namespace: string,
  ) {}

  watch(scope: string, onChange: () => void): ChangeWatch {
    const prefix = scopePrefix(this.namespace, scope);
    const watches = this.endpoints.map((endpoint) => new EndpointWatch(endpoint, prefix, onChange));
    return {
      isLive: () => watches.some(({ isLive }) => isLive),
      close: () => {
        for (const watch of watches) watch.close();
      },
    };
  }
}

/** A watch through one endpoint, begun again whenever it has ended. */
class EndpointWatch {
  isLive = false;
  private isClosed = false;
  private leave: () => void = () => {};

  constructor(
    private readonly endpoint: Endpoint,
    private readonly prefix: string,
    private readonly onChange: () => void,
  ) {
    void this.follow();
  }

  close(): void {
    this.isClosed = true;
    this.leave();
  }

  private async follow(): Promise<void> {
    while (!this.isClosed) {
      const error = await this.followStream().then(
        (ended) => ended,
        (thrown: unknown) => thrown,
      );
      this.isLive = false;
      if (!this.isClosed) await this.endpoint.lookElsewhere(error).catch(() => null);
      if (!this.isClosed) await this.pause();
    }
  }

  /** Until the stream has ended, for whatever reason; the error that it has ended with. */
  private async followStream(): Promise<unknown> {
    const stream = await this.endpoint.openWatch();
    const error = await new Promise<unknown>((resolve) => {
      this.leave = () => resolve(null);
      stream.on('error', resolve);
      stream.on('end', () => resolve(null));
      stream.on('data', ({ created, canceled, events }) => {
        if (canceled) return resolve(null);
        if (created) this.isLive = true;
        // Whatever happened before the watch was there is news, too.
        if (created || events.length > 0) this.onChange();
      });
      if (this.isClosed) return resolve(null);
      const key = Buffer.from(this.prefix);
      stream.write({ create_request: { key, range_end: prefixEnd(this.prefix) } });
    });
    stream.cancel();
    return error;
  }

  private pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, RETRY_MS);
      this.leave = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
