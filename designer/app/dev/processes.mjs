// Processes, drafts, deployments and connectors of the stand-in server: a small bundle drawn here, drafts
// kept in memory with revisions, and a check that finds what a few rules of thumb find. Development only.
import { layoutProcess } from 'bpmn-auto-layout';

const BPMN = `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:staffetta="urn:staffetta:bpmn:1" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="definitions" targetNamespace="urn:staffetta:process">
<bpmn:message id="msg_pec" name="pec-in-arrivo"/><bpmn:message id="msg_esito" name="esito-spedizione"/>
<bpmn:process id="istanza-pec" name="Istanza via PEC" isExecutable="true" camunda:versionTag="1.0">
<bpmn:startEvent id="arrivo" name="PEC ricevuta"><bpmn:outgoing>f1</bpmn:outgoing><bpmn:messageEventDefinition id="arrivo_m" messageRef="msg_pec" staffetta:mailbox="protocollo" staffetta:accepts="pec"/></bpmn:startEvent>
<bpmn:businessRuleTask id="smista" name="Scegli l’ufficio" staffetta:rule="ufficio_competente" camunda:resultVariable="ufficio"><bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing></bpmn:businessRuleTask>
<bpmn:userTask id="prepara" name="Prepara la risposta" camunda:candidateGroups="ufficio:\${ufficio}" camunda:dueDate="P20D" camunda:formRef="risposta" staffetta:drafts="risposta"><bpmn:incoming>f2</bpmn:incoming><bpmn:incoming>f6</bpmn:incoming><bpmn:outgoing>f3</bpmn:outgoing></bpmn:userTask>
<bpmn:userTask id="approva" name="Approva la risposta" camunda:candidateGroups="responsabile:\${ufficio}" camunda:formRef="approvazione" staffetta:approves="risposta"><bpmn:incoming>f3</bpmn:incoming><bpmn:outgoing>f4</bpmn:outgoing></bpmn:userTask>
<bpmn:exclusiveGateway id="esito" name="Approvata?" default="f5"><bpmn:incoming>f4</bpmn:incoming><bpmn:outgoing>f5</bpmn:outgoing><bpmn:outgoing>f6</bpmn:outgoing></bpmn:exclusiveGateway>
<bpmn:serviceTask id="invia" name="Invia la PEC" camunda:type="external" camunda:topic="pec.send" camunda:modelerTemplate="staffetta.pec.send" camunda:modelerTemplateVersion="1"><bpmn:extensionElements><camunda:inputOutput><camunda:inputParameter name="message">\${risposta}</camunda:inputParameter><camunda:outputParameter name="spedizione">\${despatch}</camunda:outputParameter></camunda:inputOutput></bpmn:extensionElements><bpmn:incoming>f5</bpmn:incoming><bpmn:outgoing>f7</bpmn:outgoing></bpmn:serviceTask>
<bpmn:intermediateCatchEvent id="attendi" name="Esito della consegna"><bpmn:incoming>f7</bpmn:incoming><bpmn:outgoing>f8</bpmn:outgoing><bpmn:messageEventDefinition id="attendi_m" messageRef="msg_esito" staffetta:receipt="esito" staffetta:correlationKey="\${spedizione}"/></bpmn:intermediateCatchEvent>
<bpmn:endEvent id="fine" name="Risposta consegnata"><bpmn:incoming>f8</bpmn:incoming></bpmn:endEvent>
<bpmn:boundaryEvent id="promemoria" name="20 giorni" cancelActivity="false" attachedToRef="prepara"><bpmn:outgoing>f9</bpmn:outgoing><bpmn:timerEventDefinition id="promemoria_t"><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">P20D</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>
<bpmn:serviceTask id="avvisa" name="Avvisa il responsabile"><bpmn:incoming>f9</bpmn:incoming><bpmn:outgoing>f10</bpmn:outgoing></bpmn:serviceTask>
<bpmn:endEvent id="avvisato"><bpmn:incoming>f10</bpmn:incoming></bpmn:endEvent>
<bpmn:sequenceFlow id="f1" sourceRef="arrivo" targetRef="smista"/><bpmn:sequenceFlow id="f2" sourceRef="smista" targetRef="prepara"/><bpmn:sequenceFlow id="f3" sourceRef="prepara" targetRef="approva"/><bpmn:sequenceFlow id="f4" sourceRef="approva" targetRef="esito"/><bpmn:sequenceFlow id="f5" name="sì" sourceRef="esito" targetRef="invia"/><bpmn:sequenceFlow id="f6" name="no, rimandata" sourceRef="esito" targetRef="prepara"><bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">approvata == false</bpmn:conditionExpression></bpmn:sequenceFlow><bpmn:sequenceFlow id="f7" sourceRef="invia" targetRef="attendi"/><bpmn:sequenceFlow id="f8" sourceRef="attendi" targetRef="fine"/><bpmn:sequenceFlow id="f9" sourceRef="promemoria" targetRef="avvisa"/><bpmn:sequenceFlow id="f10" sourceRef="avvisa" targetRef="avvisato"/>
</bpmn:process></bpmn:definitions>`;

const RULE = `// Sceglie l'ufficio dal testo dell'istanza. La prima regola che vale decide.
fn ufficio_competente(mail) {
    let testo = (mail.subject + " " + mail.text).to_lower();
    if testo.contains("tari") || testo.contains("imu") { return "tributi"; }
    if testo.contains("scia") || testo.contains("permesso di costruire") {
        return "edilizia";
    }
    \`urp\`
}
`;
const form = (id, fields) => `${JSON.stringify({ id, type: 'default', components: fields }, null, 2)}\n`;

const input = (name, label, extra = {}) => ({ label, type: 'String', value: '', binding: { type: 'camunda:inputParameter', name }, ...extra });
const template = (kind, name, description, inputs, output) => ({
  $schema: 'https://unpkg.com/@camunda/element-templates-json-schema/resources/schema.json',
  id: `staffetta.${kind}`, name, description, version: 1,
  appliesTo: ['bpmn:Task', 'bpmn:ServiceTask', 'bpmn:SendTask'], elementType: { value: 'bpmn:ServiceTask' },
  properties: [
    { type: 'Hidden', value: 'external', binding: { type: 'property', name: 'camunda:type' } },
    { type: 'Hidden', value: kind, binding: { type: 'property', name: 'camunda:topic' } },
    ...inputs,
    { label: 'Risultato nella variabile', type: 'String', value: output, binding: { type: 'camunda:outputParameter', source: '${result}' } },
  ],
});
const CONNECTORS = [
  ['pec.send', 'PEC: invia un messaggio', 'Invia una PEC dalla casella indicata; le ricevute si attendono con un evento.', [
    input('message', 'Messaggio', { value: '${risposta}', constraints: { notEmpty: true } }), input('mailbox', 'Casella', { value: '${casella}' }),
    input('receipt', 'Tipo di ricevuta', { type: 'Dropdown', value: 'completa', choices: ['completa', 'breve', 'sintetica'].map((v) => ({ name: v, value: v })) })], 'spedizione'],
  ['mail.send', 'E-mail: invia un messaggio', 'Invia una e-mail ordinaria.', [input('to', 'Destinatari', { constraints: { notEmpty: true } }), input('subject', 'Oggetto'), input('body', 'Testo', { type: 'Text' })], 'inviata'],
  ['http.request', 'HTTP: chiama un servizio', 'Chiama un servizio e ne prende la risposta.', [input('method', 'Metodo', { type: 'Dropdown', value: 'GET', choices: ['GET', 'POST', 'PUT', 'DELETE'].map((v) => ({ name: v, value: v })) }), input('url', 'Indirizzo', { constraints: { notEmpty: true } })], 'risposta_http'],
];

function findings(files) {
  const found = [];
  const say = (code, severity, file, element, line, message, expected, fix) => found.push({ code, severity, file, element, line, message, expected, fix });
  for (const [path, text] of Object.entries(files)) {
    const lineOf = (at) => text.slice(0, at).split('\n').length;
    if (path.endsWith('.form')) {
      try { JSON.parse(text); } catch (e) { say('FORM001', 'error', path, undefined, 1, `Il modulo non è JSON: ${e.message}`, 'uno schema di modulo', 'Correggere il modulo.'); }
    }
    if (!path.endsWith('.bpmn')) continue;
    for (const m of text.matchAll(/<bpmn:(serviceTask|sendTask|userTask|businessRuleTask|scriptTask) ([^>]*)>/g)) {
      const id = /\bid="([^"]+)"/.exec(m[2])?.[1];
      const name = /\bname="([^"]+)"/.exec(m[2])?.[1] ?? id;
      if (/Task$/.test(m[1]) && ['serviceTask', 'sendTask'].includes(m[1]) && !m[2].includes('camunda:topic')) say('BPMN031', 'error', path, id, lineOf(m.index), `«${name}» non dice quale connettore usare.`, 'camunda:topic con il nome di un connettore', 'Scegliere un connettore nelle proprietà.');
      if (m[1] === 'userTask' && !/camunda:(candidateGroups|assignee)/.test(m[2])) say('BPMN044', 'warning', path, id, lineOf(m.index), `Nessun gruppo può prendere in carico «${name}».`, 'camunda:candidateGroups', 'Indicare un ufficio, per esempio ufficio:tributi.');
      if (m[1] === 'businessRuleTask' && !m[2].includes('staffetta:rule')) say('BPMN052', 'error', path, id, lineOf(m.index), `«${name}» non dice quale regola richiamare.`, 'staffetta:rule con una funzione dei file .rhai', 'Scegliere una regola nelle proprietà.');
    }
  }
  return found;
}

/** Adds the routes to those of mock.mjs; `on`, `need` and `Refusal` are its own. */
export async function processRoutes({ on, list, need, Refusal, world: w }) {
  const bpmn = await layoutProcess(BPMN);
  const bundle = {
    'bundle.toml': 'name = "istanza-pec"\ntitle = "Istanza via PEC"\n\n[term]\ndays = 30\n', 'process.bpmn': bpmn,
    'forms/risposta.form': form('risposta', [{ type: 'textfield', key: 'oggetto', label: 'Oggetto', validate: { required: true } }, { type: 'textarea', key: 'note', label: 'Note' }]),
    'forms/approvazione.form': form('approvazione', [{ type: 'radio', key: 'approvata', label: 'Esito', values: [{ label: 'Approva', value: 'si' }, { label: 'Rimanda con osservazioni', value: 'no' }] }]),
    'rules/smistamento.rhai': RULE,
    'letters/riscontro.txt': 'Oggetto: Riscontro alla sua istanza\n\nGentile {{ richiedente }},\n\nin riferimento alla sua istanza del {{ ricevuta }} {% if accolta %}accogliamo{% else %}non possiamo accogliere{% endif %} la richiesta.\n\nDistinti saluti\n',
    'README.md': '# Istanza via PEC\n',
  };
  const empty = w.processes?.length === 0 && w.instances.length === 0;
  const people = ['Giulia Verdi', 'Anna Neri'];
  const deployments = empty ? [] : [3, 2, 1].map((v) => ({
    id: w.id(), name: 'istanza-pec', created_at: new Date(w.now.getTime() - v * 86_400_000 * 3).toISOString(), created_by: people[v % 2],
    processes: [{ id: w.id(), key: 'istanza-pec', version: 4 - v }], files: Object.keys(bundle), contents: { ...bundle },
  })).reverse();
  if (!empty) deployments.push({ id: w.id(), name: 'posta-ordinaria', created_at: new Date(w.now.getTime() - 12 * 86_400_000).toISOString(), created_by: 'Giulia Verdi', processes: [{ id: w.id(), key: 'posta-ordinaria', version: 1 }], files: ['process.bpmn', 'bundle.toml'], contents: { 'process.bpmn': bpmn, 'bundle.toml': 'name = "posta-ordinaria"\n' } });
  const drafts = new Map();
  const keep = (name, files, by = w.me) => drafts.set(name, { name, title: null, revision: (drafts.get(name)?.revision ?? 0) + 1, files, updated_at: new Date().toISOString(), updated_by: by ? { login: by.login, name: by.name } : null });
  if (!empty) keep('reclamo-tari', { ...bundle, 'process.bpmn': bpmn.replace('name="Istanza via PEC"', 'name="Reclamo TARI"').replace('id="istanza-pec"', 'id="reclamo-tari"').replaceAll('bpmnElement="istanza-pec"', 'bpmnElement="reclamo-tari"') }, { login: 'g.verdi', name: 'Giulia Verdi' });
  const names = { 'istanza-pec': 'Istanza via PEC', 'posta-ordinaria': 'Posta ordinaria' };

  const publish = (name, files) => {
    const wrong = findings(files);
    if (wrong.some((f) => f.severity === 'error')) throw new Refusal(422, 'findings', 'Il pacchetto ha errori.', { findings: wrong });
    const same = deployments.find((d) => d.name === name && JSON.stringify(d.contents) === JSON.stringify(files));
    if (same) return [200, { id: same.id, name, processes: same.processes, findings: wrong }];
    const key = /<bpmn:process [^>]*id="([^"]+)"/.exec(Object.entries(files).find(([p]) => p.endsWith('.bpmn'))?.[1] ?? '')?.[1] ?? name;
    const version = 1 + Math.max(0, ...deployments.flatMap((d) => d.processes.filter((p) => p.key === key).map((p) => p.version)));
    const made = { id: w.id(), name, created_at: new Date().toISOString(), created_by: w.me?.name, processes: [{ id: w.id(), key, version }], files: Object.keys(files), contents: files };
    deployments.unshift(made);
    return [201, { id: made.id, name, processes: made.processes, findings: wrong }];
  };

  on('GET', '/processes', () => {
    const seen = new Map();
    for (const d of deployments) for (const p of d.processes) if (!seen.has(p.key)) seen.set(p.key, { key: p.key, name: names[p.key] ?? p.key, version: p.version, deployment: d.id, instances: { running: p.key === 'istanza-pec' ? 47 : 3, incidents: p.key === 'istanza-pec' ? 2 : 0 }, draft: drafts.has(p.key) });
    return list([...seen.values()]);
  });
  on('GET', '/deployments', () => list(deployments.map(({ contents: _, ...d }) => d)));
  on('GET', '/deployments/{id}/files/(.+)', () => ({}));
  on('DELETE', '/deployments/{id}', ({ id }) => {
    const at = deployments.findIndex((d) => d.id === id);
    if (deployments[at]?.processes.some((p) => p.version === 3)) throw new Refusal(409, 'in_use', 'La versione è in uso.', { detail: 'La versione è in uso: 47 pratiche in corso la stanno seguendo.' });
    deployments.splice(at, 1);
  });
  on('POST', '/deployments', ({ raw }) => publish('caricato', { 'process.bpmn': raw?.includes('rotto') ? bpmn : bpmn.replace('<bpmn:serviceTask id="avvisa"', '<bpmn:serviceTask id="avvisa" camunda:type="external" camunda:topic="avvisa"') }));
  on('GET', '/drafts', () => list([...drafts.values()].map(({ name, title, updated_at, updated_by, files }) => ({ name, title: title ?? names[name] ?? /<bpmn:process [^>]*name="([^"]+)"/.exec(files['process.bpmn'] ?? '')?.[1], updated_at, updated_by }))));
  on('POST', '/drafts', ({ body }) => {
    const from = deployments.find((d) => d.name === body.from_deployment);
    const name = from?.name ?? body.name;
    if (drafts.has(name)) throw new Refusal(409, 'draft_exists', 'C’è già una bozza con questo nome.');
    keep(name, from ? { ...from.contents } : {});
    return [201, drafts.get(name)];
  });
  on('GET', '/drafts/{name}', ({ name }) => need(drafts.get(name)));
  on('PUT', '/drafts/{name}', ({ name, body, headers }) => {
    const now = need(drafts.get(name));
    const wanted = headers?.['if-match']?.replaceAll('"', '');
    if (wanted !== undefined && Number(wanted) !== now.revision) throw new Refusal(412, 'changed', 'La bozza è cambiata nel frattempo.');
    keep(name, body.files);
    return { revision: drafts.get(name).revision };
  });
  on('DELETE', '/drafts/{name}', ({ name }) => { drafts.delete(name); });
  on('POST', '/drafts/{name}/check', ({ name }) => ({ findings: findings(need(drafts.get(name)).files) }));
  on('POST', '/drafts/{name}/publish', ({ name }) => publish(name, need(drafts.get(name)).files));
  on('POST', '/scripts/check', ({ body }) => {
    const problems = body.text.split('\n').flatMap((l, i) => (/\bfunction\b/.test(l) ? [{ line: i + 1, column: l.indexOf('function') + 1, message: 'In rhai una funzione comincia con «fn».' }] : []));
    return { problems };
  });
  on('GET', '/connectors', () => list(CONNECTORS.map(([kind, name, help, inputs, output]) => ({ kind, name, help, inputs: [], outputs: {}, element_template: template(kind, name, help, inputs, output) }))));
  return { xml: bpmn };
}
