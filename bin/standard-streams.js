const { fstatSync, writeSync } = require('node:fs');

/** Of a pipe, of a terminal, of the socket that Node.js gives to its children. */
const GONE = ['EPIPE', 'EIO', 'ECONNRESET'];

/** Half of what a pipe takes at once. */
const SHORT = 32 * 1024;

/**
 * stdout or stderr. Node.js takes 4 ms to make its stream for a pipe, a tenth of its own start, and what is short can do without. It
 * is made for a terminal, for what is longer, and where signals are listened for: a full pipe, which would be waited for in the
 * middle of a call, must not keep them off.
 */
class StandardStream {
  made = null;
  written = 0;

  constructor(fd, name) {
    this.fd = fd;
    this.name = name;
    whenMade(name, (stream) => {
      this.made = stream;
      stream.on('error', (error) => this.fail(error));
    });
  }

  get isTTY() {
    return isTerminal(this.fd);
  }

  get columns() {
    return this.isTTY ? process[this.name].columns : undefined;
  }

  write(text) {
    const rest = this.isMadeFor(text) ? text : this.writeDirectly(text);
    if (rest.length > 0) process[this.name].write(rest);
  }

  /** Calls back when all has been handed to the system. */
  whenWritten(callback) {
    if (this.made === null) callback();
    else this.made.write('', callback);
  }

  isMadeFor(text) {
    this.written += text.length;
    if (this.made !== null || this.written > SHORT) return true;
    return process.listenerCount('SIGINT') > 0 || this.isTTY;
  }

  /** Returns what a pipe that somebody else has made so does not wait for. */
  writeDirectly(text) {
    const bytes = Buffer.from(text);
    let written = 0;
    try {
      while (written < bytes.length) written += writeSync(this.fd, bytes, written);
    } catch (error) {
      if (error.code !== 'EAGAIN') return this.fail(error);
    }
    return bytes.subarray(written);
  }

  /**
   * A reader that stops reading (`| head`) or a terminal that went away is no error: end quietly, whoever was writing. A full disk is
   * one; where errors are told, nobody can be told.
   */
  fail(error) {
    if (GONE.includes(error.code)) process.exit(0);
    if (this.name === 'stdout') throw error;
    return '';
  }
}

/** The stream is made by whoever asks for it first. */
function whenMade(name, use) {
  const { get: make } = Object.getOwnPropertyDescriptor(process, name);
  let isUsed = false;
  const get = () => {
    const stream = make.call(process);
    if (!isUsed) use(stream);
    isUsed = true;
    return stream;
  };
  Object.defineProperty(process, name, { configurable: true, enumerable: true, get });
}

/** Asks the system first; Node.js loads its network for the answer. */
function isTerminal(fd) {
  try {
    return fstatSync(fd).isCharacterDevice() && require('node:tty').isatty(fd);
  } catch {
    return false;
  }
}

module.exports = { stdout: new StandardStream(1, 'stdout'), stderr: new StandardStream(2, 'stderr') };
