import { Chalk } from 'chalk';

/** inquirer's looks, with colours as ctl decides on them and not as inquirer does. */
export function promptTheme(color: boolean) {
  const chalk = new Chalk({ level: color ? 1 : 0 });
  return {
    prefix: { idle: chalk.cyan('?'), done: chalk.green('✔') },
    style: {
      message: (text: string) => chalk.bold(text),
      answer: (text: string) => chalk.cyan(text),
      defaultAnswer: (text: string) => chalk.dim(`(${text})`),
      highlight: (text: string) => chalk.cyan(text),
      disabled: (text: string) => chalk.dim(`- ${text}`),
      error: (text: string) => chalk.red(`> ${text}`),
      keysHelpTip: () => chalk.dim('↑↓ move, Enter selects, Ctrl-C aborts'),
    },
  };
}
