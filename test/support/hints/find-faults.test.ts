import { describe, expect, it } from 'vitest';
import { findFaults } from './find-faults.js';

describe('hints that are wrong', () => {
  it.each([
    ['the whole cluster for a member', 'restart pg1', 'ctl restart demo'],
    ['another member', 'restart demo pg9', 'ctl restart demo pg1'],
    ['one member more', 'restart demo pg1', 'ctl restart demo pg1 pg2'],
    ['the whole cluster for members', 'reload demo pg1', 'ctl restart demo --pending'],
    ['a command of the whole cluster for a member', 'restart demo pg1', 'ctl resume demo'],
    ['a switchover for a member', 'drain demo pg2', 'ctl switchover demo --candidate pg1'],
    ['the member of a query', 'query demo -m pg9 -c x', 'ctl query demo -m pg1 -c x'],
    ['another cluster', 'pause dmo', 'ctl pause demo'],
    ['a group less', 'show-config shards tll --group 1', 'ctl show-config shards ttl'],
    ['another group', 'pause shards --group 1', 'ctl pause shards --group 2'],
    ['a schedule of another group', 'flush demo --group 1 switchover', 'ctl flush demo switchover --via-dcs'],
    ['arguments in a wrong order', 'pause shards --group 1 --via w2', 'ctl pause --via shards w1'],
    ['a dry run that is none', 'switchover demo --dry-run', 'ctl switchover demo --via-dcs'],
    ['a role less', 'restart demo -r replica', 'ctl restart demo --yes'],
    ['another candidate', 'switchover demo --candidate pg3', 'ctl switchover demo --candidate pg1'],
    ['no candidate', 'switchover demo --candidate pg3', 'ctl failover demo'],
    ['another leader', 'switchover demo --leader pg9', 'ctl switchover demo --leader pg2'],
    ['a leader less', 'switchover demo --leader pg1', 'ctl switchover demo --yes'],
    ['another etcd', 'list demo -d h:1', 'ctl list demo'],
    ['other settings', '-c my.yml list demo', 'ctl list demo'],
    ['other settings of a query', '-c my.yml query demo -m pg1', 'ctl query demo -m pg1 -c "x"'],
    ['other trust', '-k pause demo', 'ctl pause demo --via pg1'],
    ['no such command', 'list demo', 'ctl lst demo'],
    ['no such sub-command', 'list demo', 'ctl config shw demo'],
    ['no such option', 'list demo', 'ctl list demo --extendet'],
    ['no such short option', 'list demo', 'ctl list demo -q'],
    ['no value', 'list demo', 'ctl pause demo --via'],
    ['a wrong value', 'dsn demo', 'ctl dsn demo -r primery'],
    ['options that exclude each other', 'switchover demo', 'ctl switchover demo --via pg1 --via-dcs'],
    ['an option without the one it needs', 'restart demo', 'ctl restart demo --max-lag 1MB'],
    ['too many arguments', 'pause demo', 'ctl pause demo at once'],
    ['a sentence that is not set apart', 'show-config demo', 'ctl show-config demo has what it follows'],
    ['a semicolon', 'pause a;reboot', 'ctl pause a;reboot'],
    ['a substitution', 'list demo', 'ctl list $(reboot)'],
    ['a star', 'list demo', 'ctl list *'],
    ['an open quote', 'list demo', "ctl list 'demo"],
    ['blanks', 'pause my demo', 'ctl pause my demo'],
    ['a name that is an option', 'restart demo pg1', 'ctl restart demo -x'],
    ['only the second of two', 'pause demo', 'ctl list demo, or ctl pause dmo'],
  ])('%s', (_, typed, text) => {
    expect(findFaults(typed.split(' '), text)).not.toEqual([]);
  });
});

describe('hints that are right', () => {
  it.each([
    ['restart pg1', '"pg1" is a member of demo: ctl restart demo pg1'],
    ['restart demo pg9', 'did you mean pg1, pg2?'],
    ['restart demo', 'ctl restart demo --rolling --pending'],
    ['restart demo pg1 pg2', 'ctl restart demo pg2'],
    ['list dmo', 'ctl list demo'],
    ['show-config shards tll --group 1', 'ctl show-config shards --group 1 ttl'],
    ['pause shards --group 1 --via w2', 'ctl pause shards --group 1 --via w1 (another agent)'],
    ['flush demo --group 1 switchover', 'ctl flush demo --group 1 switchover --via-dcs (writes to etcd)'],
    ['switchover demo --candidate pg3', 'ctl switchover demo --candidate pg1 --dry-run'],
    ['switchover demo', 'ctl switchover demo --candidate pg1, or ctl list demo'],
    ['switchover demo', 'accepted. Follow: ctl switchover demo --follow'],
    ['restart demo pg1 --rolling --switchover', 'ctl switchover demo --candidate pg1 --via-dcs'],
    ['status demo', 'next: take it anew\n      ctl reinit demo pg3'],
    ['drain demo pg2', 'is drained.\nAfterwards: ctl drain demo pg2 --undo (it had nosync before)'],
    ['list demo', 'ctl list CLUSTER, or set scope in the configuration'],
    ['pause', 'ctl pause demo'],
    ['-k -c my.yml pause demo -d h:1', 'ctl -c my.yml -d h:1 -k pause demo --via pg1'],
    ['list demo', 'psql "$(ctl sandbox env --dsn)"'],
    ['list demo', 'the journal of ctl; ctl reads etcd only, run ctl as root, pg_ctl stop'],
    ['version', 'ctl version 0.1.0'],
    ['nonsense', 'ctl list demo'],
  ])('%s: %s', (typed, text) => {
    expect(findFaults(typed.split(' '), text)).toEqual([]);
  });

  it.each([
    ['a;reboot', "'a;reboot'"],
    ['a b', "'a b'"],
    ["a'b", "'a'\\''b'"],
    ['a\nb', "$'a\\nb'"],
    ['\u202ea', "$'\\u202ea'"],
    ['demo.', "'demo.'"],
  ])('the cluster %j', (scope, word) => {
    expect(findFaults(['pause', scope], `ctl pause ${word} --via pg1, or ctl list ${word}.`)).toEqual([]);
  });

  it('a name that looks like an option', () => {
    expect(findFaults(['restart', 'demo', '--', '-x'], 'ctl restart --pending -- demo -x')).toEqual([]);
  });
});
