import { ownCluster } from '../test/support/own-cluster.js';
import { packagedPatroni } from '../test/support/packaged-patroni.js';
import { type Comparison, compare, comparePairs, measure } from './pairs.js';
import { bareNode, ctl, patronictlOf } from './programs.js';

const SWITCHOVERS = 5;

/** What needs a cluster of its own: queries, a silent agent, switchovers. */
export async function compareOnLivingCluster(pairs: number): Promise<readonly Comparison[]> {
  const { patroni, patronictl } = await packagedPatroni('sid');
  const cluster = await ownCluster('bench', { etcd: 1, patroni });
  try {
    const { settings } = cluster.sandbox;
    const theirs = patronictlOf(patronictl, settings);
    const withLogin = (program: ReturnType<typeof theirs>) => ({
      ...program,
      env: { ...program.env, ...cluster.env },
    });
    const select = ['query', '-c', 'SELECT 1'];
    const query = comparePairs(withLogin(ctl(select, settings)), withLogin(theirs(...select)), { pairs });
    const switchovers = await compareSwitchovers();
    const leader = await cluster.leader();
    const frozen = cluster.members.find(({ name }) => name !== leader)?.name ?? '';
    await cluster.freezeAgent(frozen);
    const silent = ['list', 'version', 'status'].map((command) => {
      const args = command === 'version' ? [command, 'bench'] : [command];
      const comparison = comparePairs(ctl(args, settings), bareNode(), { pairs: 3, accepts: [3, 4, 6] });
      return { ...comparison, name: `${command} with one of three agents silent against node -e 0` };
    });
    return [query, switchovers, ...silent];

    async function compareSwitchovers(): Promise<Comparison> {
      const times: { ours: number; theirs: number }[] = [];
      for (let pair = 0; pair < SWITCHOVERS; pair += 1) {
        times.push({
          ours: await switchover(ctl(['switchover', '--force', '--wait', 'primary'], settings)),
          theirs: await switchover(theirs('switchover', '--force')),
        });
      }
      return compare('switchover --wait primary against patronictl switchover', times);
    }

    async function switchover(program: ReturnType<typeof theirs>): Promise<number> {
      await cluster.untilWhole();
      return measure(program);
    }
  } finally {
    await cluster.destroy();
  }
}
