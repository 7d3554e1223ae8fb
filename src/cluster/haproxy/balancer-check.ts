import type { Check } from '../findings/check.js';
import { balancerFindings } from './balancer-findings.js';

/** The HAProxies of the settings, for `status` and `doctor`. */
export const haproxy: Check = {
  code: 'haproxy-unreachable',
  severity: 'error',
  title: 'HAProxy sends writes to the leader, and follows it',
  find: balancerFindings,
};
