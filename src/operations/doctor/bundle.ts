import { concealSecrets } from '../../cluster/config/conceal-secrets.js';
import type { Evidence } from '../../cluster/evidence/evidence.js';
import { isJsonObject, jsonText, parseExactJson } from '../../formats/json.js';
import { bundleDocument } from '../diagnose/evidence-bundle.js';
import type { Settings } from '../settings.js';
import type { DoctorReport } from './doctor-report.js';
import { settingsDocument } from './settings-document.js';

/** One file for a colleague: all that was seen, what it was taken for, and by what settings; without a secret. */
export function bundleText(report: DoctorReport, evidence: Evidence, settings: Settings): string {
  const { outcome, code, warnings, errors, from, bundle, ...told } = report;
  const plain = parseExactJson(jsonText({ ...told, settings: settingsDocument(settings) }));
  const others = concealSecrets([], plain ?? null);
  const document = bundleDocument([evidence], isJsonObject(others) ? others : {});
  return `${jsonText(document, 1)}\n`;
}
