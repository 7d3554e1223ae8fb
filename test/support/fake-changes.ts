import type { ChangeWatch, ClusterChanges } from '../../src/operations/ports/dcs-ports.js';

/** Watches that a test lets tell of changes, or drops. */
export class FakeChanges implements ClusterChanges {
  isLive = true;
  isClosed = false;
  private onChange: () => void = () => {};

  watch(_scope: string, onChange: () => void): ChangeWatch {
    this.onChange = onChange;
    return {
      isLive: () => this.isLive,
      close: () => {
        this.isClosed = true;
      },
    };
  }

  tell(): void {
    if (this.isLive && !this.isClosed) this.onChange();
  }
}
