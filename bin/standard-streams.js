const { fstatSync, writeSync } = require('node:fs');

/**
 * stdout or stderr. Node.js takes 4 ms to make its stream for a pipe, a tenth of its own start, and what fits into the pipe can do
 * without; a terminal and a reader that falls behind get it.
 */
class StandardStream {
  made = null;
  isBroken = false;

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
    if (this.isBroken) return;
    const rest = this.made === null && !this.isTTY ? this.writeDirectly(text) : text;
    if (rest.length > 0) process[this.name].write(rest);
  }

  /** Calls back when all has been handed to the system. */
  whenWritten(callback) {
    if (this.made === null) callback();
    else this.made.write('', callback);
  }

  /** What the pipe does not take now. */
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
   * one, told once; where errors are told, nobody can be told.
   */
  fail(error) {
    if (error.code === 'EPIPE' || error.code === 'EIO') process.exit(0);
    this.isBroken = true;
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
