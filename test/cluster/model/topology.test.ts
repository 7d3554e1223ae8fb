import { describe, expect, it } from 'vitest';
import { replicationTree, type TreeMember } from '../../../src/cluster/model/topology.js';

function replica(name: string, replicatesFrom: string | null = null): TreeMember {
  return { name, leads: false, replicatesFrom };
}

const LEADER: TreeMember = { name: 'n1', leads: true, replicatesFrom: null };

/** `n2<n1 1`: n2 below n1 at depth 1. */
function drawn(members: readonly TreeMember[]): string[] {
  return replicationTree(members).map(
    ({ name, parent, depth }) => `${name}<${parent ?? ''} ${depth ?? 'circle'}`,
  );
}

describe('replicationTree', () => {
  it.each([
    {
      name: 'a flat cluster',
      members: [LEADER, replica('n2'), replica('n3')],
      tree: ['n1< 0', 'n2<n1 1', 'n3<n1 1'],
    },
    {
      name: 'a chain, depth first',
      members: [LEADER, replica('a', 'c'), replica('b'), replica('c', 'b'), replica('d')],
      tree: ['n1< 0', 'b<n1 1', 'c<b 2', 'a<c 3', 'd<n1 1'],
    },
    {
      name: 'parents that do not count: unknown, the leader, itself',
      members: [LEADER, replica('a', 'gone'), replica('b', 'n1'), replica('c', 'c')],
      tree: ['n1< 0', 'a<n1 1', 'b<n1 1', 'c<n1 1'],
    },
    { name: 'no leader', members: [replica('n2'), replica('n4', 'n2')], tree: ['n2< 1', 'n4<n2 2'] },
    {
      name: 'a circle, last',
      members: [LEADER, replica('a', 'b'), replica('b', 'a'), replica('c')],
      tree: ['n1< 0', 'c<n1 1', 'a<b circle', 'b<a circle'],
    },
  ])('$name', ({ members, tree }) => {
    expect(drawn(members)).toEqual(tree);
  });
});
