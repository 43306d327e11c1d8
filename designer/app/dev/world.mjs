// The invented office behind mock.mjs: a municipality that does not exist, people that do not exist.
const NOW = new Date('2026-11-22T09:44:00Z');
const iso = (days, h = 9, m = 12, s = 7) => {
  const d = new Date(NOW);
  d.setUTCDate(d.getUTCDate() + days);
  d.setUTCHours(h - 1, m, s, 0);
  return d.toISOString();
};
let n = 0;
const id = () => `0198f0a0-0000-7000-8000-${String(++n).padStart(12, '0')}`;

const PEOPLE = [
  ['a.neri', 'Anna Neri', 'Istruttrice amministrativa', ['Ufficio Tributi'], [['operatore', 'tributi']]],
  ['l.bruni', 'Lucia Bruni', 'Istruttrice', ['Ufficio Tributi', 'Protocollo'], [['operatore', 'tributi'], ['protocollista', 'protocollo']]],
  ['g.blu', 'Giorgio Blu', 'Responsabile dei tributi', ['Ufficio Tributi'], [['supervisore', 'tributi'], ['operatore', 'tributi']]],
  ['m.viola', 'Marta Viola', 'Tecnica comunale', ['Edilizia privata'], [['operatore', 'edilizia']]],
  ['c.rosa', 'Carlo Rosa', 'Analista di processo', ['Servizi informatici'], [['analista', null]]],
  ['t.grigi', 'Teresa Grigi', 'Amministratrice', ['Servizi informatici'], [['amministratore', null], ['analista', null]]],
];
const PERMS = {
  operatore: ['tasks', 'mail'], supervisore: ['tasks', 'mail', 'supervise', 'incidents'], protocollista: ['register'],
  analista: ['design', 'deploy', 'mail'], amministratore: ['admin', 'deploy', 'incidents', 'audit', 'mail', 'tasks'],
};

const XML = `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" id="d" targetNamespace="urn:x">
<bpmn:process id="istanza-pec" name="Istanza via PEC" isExecutable="true">
<bpmn:startEvent id="arriva" name="PEC arrivata"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
<bpmn:userTask id="prepara" name="Prepara la risposta"><bpmn:incoming>f1</bpmn:incoming><bpmn:incoming>f5</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing></bpmn:userTask>
<bpmn:userTask id="approva" name="Approva la risposta"><bpmn:incoming>f2</bpmn:incoming><bpmn:outgoing>f3</bpmn:outgoing></bpmn:userTask>
<bpmn:exclusiveGateway id="esito" name="Approvata?"><bpmn:incoming>f3</bpmn:incoming><bpmn:outgoing>f4</bpmn:outgoing><bpmn:outgoing>f5</bpmn:outgoing></bpmn:exclusiveGateway>
<bpmn:serviceTask id="invia" name="Invia per PEC"><bpmn:incoming>f4</bpmn:incoming><bpmn:outgoing>f6</bpmn:outgoing></bpmn:serviceTask>
<bpmn:endEvent id="fine" name="Risposta consegnata"><bpmn:incoming>f6</bpmn:incoming></bpmn:endEvent>
<bpmn:sequenceFlow id="f1" sourceRef="arriva" targetRef="prepara"/><bpmn:sequenceFlow id="f2" sourceRef="prepara" targetRef="approva"/>
<bpmn:sequenceFlow id="f3" sourceRef="approva" targetRef="esito"/><bpmn:sequenceFlow id="f4" name="sì" sourceRef="esito" targetRef="invia"/>
<bpmn:sequenceFlow id="f5" name="da rivedere" sourceRef="esito" targetRef="prepara"/><bpmn:sequenceFlow id="f6" sourceRef="invia" targetRef="fine"/>
</bpmn:process>
<bpmndi:BPMNDiagram id="di"><bpmndi:BPMNPlane id="pl" bpmnElement="istanza-pec">
<bpmndi:BPMNShape id="s1" bpmnElement="arriva"><dc:Bounds x="152" y="142" width="36" height="36"/></bpmndi:BPMNShape>
<bpmndi:BPMNShape id="s2" bpmnElement="prepara"><dc:Bounds x="240" y="120" width="100" height="80"/></bpmndi:BPMNShape>
<bpmndi:BPMNShape id="s3" bpmnElement="approva"><dc:Bounds x="400" y="120" width="100" height="80"/></bpmndi:BPMNShape>
<bpmndi:BPMNShape id="s4" bpmnElement="esito" isMarkerVisible="true"><dc:Bounds x="555" y="135" width="50" height="50"/></bpmndi:BPMNShape>
<bpmndi:BPMNShape id="s5" bpmnElement="invia"><dc:Bounds x="660" y="120" width="100" height="80"/></bpmndi:BPMNShape>
<bpmndi:BPMNShape id="s6" bpmnElement="fine"><dc:Bounds x="822" y="142" width="36" height="36"/></bpmndi:BPMNShape>
<bpmndi:BPMNEdge id="e1" bpmnElement="f1"><di:waypoint x="188" y="160"/><di:waypoint x="240" y="160"/></bpmndi:BPMNEdge>
<bpmndi:BPMNEdge id="e2" bpmnElement="f2"><di:waypoint x="340" y="160"/><di:waypoint x="400" y="160"/></bpmndi:BPMNEdge>
<bpmndi:BPMNEdge id="e3" bpmnElement="f3"><di:waypoint x="500" y="160"/><di:waypoint x="555" y="160"/></bpmndi:BPMNEdge>
<bpmndi:BPMNEdge id="e4" bpmnElement="f4"><di:waypoint x="605" y="160"/><di:waypoint x="660" y="160"/></bpmndi:BPMNEdge>
<bpmndi:BPMNEdge id="e5" bpmnElement="f5"><di:waypoint x="580" y="185"/><di:waypoint x="580" y="250"/><di:waypoint x="290" y="250"/><di:waypoint x="290" y="200"/></bpmndi:BPMNEdge>
<bpmndi:BPMNEdge id="e6" bpmnElement="f6"><di:waypoint x="760" y="160"/><di:waypoint x="822" y="160"/></bpmndi:BPMNEdge>
</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></bpmn:definitions>`;

const FORM_REPLY = { type: 'default', components: [
  { type: 'select', key: 'esito_istruttoria', label: 'Esito dell’istruttoria', values: [{ label: 'Accolta', value: 'accolta' }, { label: 'Accolta in parte', value: 'parte' }, { label: 'Serve un’integrazione', value: 'integrazione' }], validate: { required: true } },
  { type: 'textarea', key: 'motivo', label: 'Che cosa manca', conditional: { hide: '=esito_istruttoria != "integrazione"' }, validate: { required: true } },
] };
const FORM_APPROVE = { type: 'default', components: [
  { type: 'radio', key: 'esito', label: 'Decisione', values: [{ label: 'Approva', value: 'approvata' }, { label: 'Rimanda con osservazioni', value: 'rimandata' }], validate: { required: true } },
  { type: 'textarea', key: 'osservazioni', label: 'Osservazioni per chi ha scritto', description: 'Le legge chi riprende la bozza.', conditional: { hide: '=esito != "rimandata"' }, validate: { required: true } },
] };
const FORM_DATA = { type: 'default', components: [
  { type: 'text', text: '**Verifica i dati** letti dal messaggio prima di calcolare l’importo.' },
  { type: 'group', label: 'Contribuente', components: [
    { type: 'textfield', key: 'contribuente', label: 'Nome e cognome o denominazione', validate: { required: true } },
    { type: 'textfield', key: 'posta', label: 'Domicilio digitale', validate: { validationType: 'email' } },
  ] },
  { type: 'radio', key: 'tipo', label: 'Tributo', values: [{ label: 'TARI', value: 'tari' }, { label: 'IMU', value: 'imu' }] },
  { type: 'number', key: 'importo', label: 'Importo da rimborsare (€)', decimalDigits: 2, validate: { min: 0 } },
  { type: 'datetime', key: 'dal', subtype: 'date', label: 'Decorrenza', dateLabel: 'Decorrenza' },
  { type: 'checklist', key: 'documenti', label: 'Documenti presenti', values: [{ label: 'Richiesta firmata', value: 'firma' }, { label: 'Documento d’identità', value: 'id' }, { label: 'Ricevute di pagamento', value: 'ricevute' }] },
  { type: 'checkbox', key: 'urgente', label: 'Va trattata con precedenza' },
] };

export function world({ empty, long, demo }) {
  const w = { demo, now: NOW, id, me: undefined, xml: XML };
  const stretch = (s) => (long ? `${s} – con riferimento alla comunicazione precedente e alla successiva integrazione documentale presentata dallo Studio-Associato-Bianchi-Verdi-Neri-e-Partners nell’interesse del richiedente` : s);
  w.people = PEOPLE.map(([login, name, , , roles]) => ({ id: id(), login, name, email: `${login}@comune.example`, active: true, roles: roles.map(([role, office]) => ({ role, office })) }));
  w.demoPeople = PEOPLE.map(([login, name, title, offices]) => ({ login, name, title, offices }));
  w.enter = (login) => (w.me = w.people.find((p) => p.login === login));
  w.session = () => ({
    person: { id: w.me.id, login: w.me.login, name: w.me.name, email: w.me.email, language: null },
    roles: w.me.roles, groups: w.me.roles.filter((r) => r.office).map((r) => `ufficio:${r.office}`), csrf: 'prova', demo, clock_test: true,
    organisation: long ? 'Unione dei Comuni di Esempio, Montefinto e Borgo Immaginario sull’Ombrone' : 'Comune di Esempio',
    permissions: [...new Set(w.me.roles.flatMap((r) => PERMS[r.role]))],
  });
  const root = { id: id(), key: 'comune', name: 'Comune di Esempio', parent: null, head: null, deputy: null };
  w.offices = [root, ...[['protocollo', 'Protocollo', 'l.bruni'], ['tributi', 'Ufficio Tributi', 'g.blu'], ['edilizia', 'Edilizia privata', 'm.viola']].map(([key, name, head]) => ({ id: id(), key, name, parent: 'comune', head, deputy: null }))];
  const signed = (trusted = 'trusted') => ({
    status: trusted, signer: 'CN=Gestore di prova PEC, O=GESTORE DI PROVA – SENZA VALORE LEGALE, C=IT', signer_address: 'posta-certificata@gestore.example',
    certificate_sha256: '9f2b6c1d4e7a8b0c3d5f6e7a8b9c0d1e2f3a4b5c6d7e8f901a2b3c4d5e6f7a8b', serial: '04A71C', algorithm: 'SHA-256 con RSA 2048',
    signed_at: iso(-2, 10, 31, 2), verified_at: iso(-2, 10, 32, 1), trusted_by: trusted === 'trusted' ? 'elenco dei gestori di prova (2026-11-20)' : null,
    reasons: trusted === 'trusted' ? [] : ['unknown_issuer'], chain_pem: [],
  });
  const mail = (subject, from, from_name, kind, state, days, verdict, files = [], html = true) => ({
    id: id(), mailbox: kind === 'ordinary' ? 'urp' : 'protocollo', kind, state, from, from_name, subject: stretch(subject), sent_at: iso(days, 10, 31, 2),
    arrived_at: iso(days, 10, 31, 9), fetched_at: iso(days, 10, 32, 1), verdict, attachments: files.length, instance: null, despatch: null, certified: kind !== 'ordinary', files, html,
  });
  const pdf = (name, size = 184211) => ({ path: [0, 1, n % 4], name: long ? name.replace('.pdf', '-versione-definitiva-firmata-digitalmente-2026-11-20.pdf') : name, media_type: 'application/pdf', size, sha256: 'ab12' });
  w.mails = empty ? [] : [
    mail('Richiesta di rimborso TARI 2025', 'mario.rossi@pec.example', 'Mario Rossi', 'transport', 'case', 0, 'trusted', [pdf('istanza.pdf'), pdf('ricevute-di-pagamento.pdf', 1442870)]),
    mail('Istanza di accesso agli atti, pratica edilizia 12/2025', 'studio.bianchi@pec.example', 'Studio Bianchi', 'transport', 'case', -1, 'trusted', [pdf('accesso-atti.pdf'), { ...pdf('delega.pdf.p7m', 88121), media_type: 'application/pkcs7-mime' }]),
    mail('Reclamo per mancata raccolta', 'giulia.verdi@posta.example', 'Giulia Verdi', 'ordinary', 'inbox', 0, null, []),
    mail('SCIA per opere interne, via delle Rose 4', 'edil.verdi@pec.example', 'Edil Verdi S.r.l.', 'transport', 'case', -3, 'untrusted_chain', [pdf('scia.pdf', 3311002), pdf('tavola-1.pdf', 8120331)]),
    mail('ANOMALIA MESSAGGIO: domanda sul canone', 'posta-certificata@gestore.example', 'Piero Gialli', 'anomaly', 'inbox', -1, 'trusted', []),
    mail('CONSEGNA: Riscontro alla sua richiesta', 'posta-certificata@gestore.example', 'Gestore di prova', 'receipt', 'receipt', -2, 'trusted', []),
    mail('ACCETTAZIONE: nota 3311', 'posta-certificata@gestore.example', 'Gestore di prova', 'receipt', 'orphan', -4, 'trusted', []),
    mail('Sollecito fattura 2026/41', 'amministrazione@fornitore.example', 'Fornitore S.p.A.', 'transport', 'inbox', -6, 'invalid', [pdf('fattura.pdf')]),
    mail('', 'sconosciuto@posta.example', '', 'quarantined', 'quarantined', -8, null, [], false),
  ];
  const process = { process: 'istanza-pec', process_name: 'Istanza via PEC', version: 3, deployment: id() };
  const states = ['running', 'running', 'running', 'completed', 'failed', 'suspended'];
  w.instances = empty ? [] : [0, 1, 3, 2, 7, 4].map((m, i) => ({
    id: id(), ...process, state: states[i], business_key: `${88 - i}/2026`, title: w.mails[m].subject || 'Messaggio senza oggetto', office: ['tributi', 'edilizia', 'edilizia', 'tributi', 'tributi', 'protocollo'][i],
    error_code: null, incidents: i === 4 ? 1 : 0, parent: null, started_at: iso(-i * 3), ended_at: states[i] === 'completed' ? iso(-1) : null,
    holder: i === 0 ? { login: 'a.neri', name: 'Anna Neri', since: iso(0) } : null,
  }));
  if (!empty) [0, 1, 3].forEach((m, i) => (w.mails[m].instance = w.instances[i].id));
  const task = (i, name, element, m, due, extra) => ({
    id: id(), revision: 4, instance: w.instances[i].id, title: w.instances[i].title, name, element, process_key: process.process, process_name: process.process_name, state: 'open',
    assignee: null, candidate_groups: ['ufficio:tributi'], priority: 50, due_at: due === null ? null : iso(due, 17, 0, 0), term_at: iso((due ?? 0) + 14, 23, 59, 0), follow_up_at: null, created_at: iso(-2),
    form: null, drafts: null, approves: null,
    mail: m === null ? null : { id: w.mails[m].id, from: w.mails[m].from, from_name: w.mails[m].from_name, subject: w.mails[m].subject, kind: w.mails[m].kind, certified: w.mails[m].certified }, ...extra,
  });
  const anna = { login: 'a.neri', name: 'Anna Neri' };
  w.tasks = empty ? [] : [
    task(1, 'Prepara la risposta', 'prepara', 1, -1, { assignee: anna, form: 'moduli/risposta.form', drafts: 'risposta', candidate_groups: ['ufficio:edilizia'] }),
    task(0, 'Prepara la risposta', 'prepara', 0, 3, { assignee: anna, form: 'moduli/risposta.form', drafts: 'risposta' }),
    task(2, 'Verifica i dati', 'verifica', 3, 9, { assignee: anna, form: 'moduli/dati.form' }),
    task(0, 'Approva la risposta', 'approva', 0, 0, { approves: 'risposta', form: 'moduli/approva.form', candidate_groups: ['responsabile:tributi'], author: 'a.neri' }),
    task(5, 'Smista il messaggio', 'smista', 2, 12, { candidate_groups: [], sorting: true }),
    task(4, 'Prepara la risposta', 'prepara', 7, 20, { drafts: 'risposta', form: 'moduli/risposta.form', race: true }),
    task(2, 'Controlla gli allegati', 'controlla', 3, null, {}),
  ];
  w.tasksOf = (f) => {
    const all = [...w.tasks].sort((a, b) => (a.due_at ?? '9').localeCompare(b.due_at ?? '9'));
    if (f === 'mine') return all.filter((t) => t.assignee?.login === w.me?.login);
    if (f === 'groups') return all.filter((t) => t.candidate_groups.length && t.assignee?.login !== w.me?.login);
    if (f === 'sort') return all.filter((t) => t.sorting);
    return all;
  };
  w.mailboxes = empty ? [] : [
    { id: id(), key: 'protocollo', address: 'protocollo@pec.comune.example', display_name: 'Protocollo generale', certified: true, state: 'active', last_error: null, last_polled_at: iso(0, 10, 43, 50), starting_point: { kind: 'date', date: '2026-10-01' }, offices: ['protocollo', 'tributi', 'edilizia'], settings: { source: { kind: 'imap', host: 'imap.gestore.example', port: 993, security: 'tls', user: 'protocollo@pec.comune.example', folder: 'INBOX' }, smtp: { host: 'smtp.gestore.example', port: 465, security: 'tls', user: 'protocollo@pec.comune.example' }, disposition: { do: 'nothing' } } },
    { id: id(), key: 'urp', address: 'urp@comune.example', display_name: 'Relazioni con il pubblico', certified: false, state: 'failing', last_error: 'imap.posta.example:993 · A2 NO [AUTHENTICATIONFAILED] Authentication failed.', last_polled_at: iso(0, 8, 2), starting_point: { kind: 'now' }, offices: ['protocollo'], settings: { source: { kind: 'imap', host: 'imap.posta.example', port: 993, security: 'tls', user: 'urp', folder: 'INBOX' }, smtp: { host: 'smtp.posta.example', port: 587, security: 'start_tls', user: 'urp' }, disposition: { do: 'mark_seen' } } },
    { id: id(), key: 'suap', address: 'suap@pec.comune.example', display_name: 'Sportello unico', certified: true, state: 'paused', last_error: null, last_polled_at: iso(-2), starting_point: { kind: 'all' }, offices: ['edilizia'] },
  ];
  const TEXT = 'Spett.le Comune di Esempio,\n\nil sottoscritto chiede il rimborso della TARI versata in più per l’anno 2025, come da ricevute allegate.\n\nResto a disposizione per ogni chiarimento.\n\nDistinti saluti\nMario Rossi';
  const out = (i) => ({ mailbox: 'protocollo', to: [w.mails[i].from], cc: [], subject: `Re: ${w.mails[i].subject}`, body: '', attachments: [], in_reply_to: '<x@pec.example>' });
  const LETTER = 'Gentile Mario Rossi,\n\ncon riferimento alla Sua richiesta del 22/11/2026, si comunica che l’istanza di rimborso della TARI per l’anno 2025 è accolta per l’importo di 148,20 euro.\n\nIl pagamento sarà disposto entro trenta giorni sul conto indicato nella domanda.\n\nCordiali saluti\n\nUfficio Tributi\nComune di Esempio';
  w.letters = [{ key: 'accoglimento', title: 'Accoglimento del rimborso' }, { key: 'integrazione', title: 'Richiesta di integrazione' }, { key: 'preavviso', title: 'Preavviso ai sensi dell’art. 10-bis' }];
  w.fill = (key) => ({ subject: key === 'integrazione' ? 'Richiesta di integrazione documentale' : 'Riscontro alla Sua richiesta di rimborso TARI 2025', body: LETTER });
  w.taskDetail = (t) => {
    const mine = t.assignee?.login === w.me?.login;
    const m = w.mails.findIndex((x) => x.id === t.mail?.id);
    return {
      ...t, case: w.instances.find((i) => i.id === t.instance),
      form_schema: t.form?.includes('risposta') ? FORM_REPLY : t.form?.includes('approva') ? FORM_APPROVE : t.form?.includes('dati') ? FORM_DATA : null,
      data: t.drafts ? { [t.drafts]: out(m) } : t.form?.includes('dati') ? { contribuente: 'Mario Rossi', posta: 'mario.rossi@pec.example', tipo: 'tari' } : {},
      draft: t.draft ?? null,
      message: t.approves ? { mailbox: { key: 'protocollo', address: 'protocollo@pec.comune.example', display_name: 'Protocollo generale' }, from: 'protocollo@pec.comune.example', to: ['mario.rossi@pec.example', 'caf.verdi@pec.example'], cc: [], subject: 'Riscontro alla Sua richiesta di rimborso TARI 2025', body: LETTER, attachments: [{ name: 'determina-412.pdf', media_type: 'application/pdf', size: 221840, ref: 'x' }], author: anna, hash: '5e1c9a7b3f20d4486a1e7c0b92f4d5e6a7b8c9d0e1f2a3b4c5d6e7f8091a2b3c', version: 2, changed_since_last_approval: true } : null,
      may: { claim: !t.assignee, release: mine, complete: mine, assign: w.me?.roles.some((r) => r.role === 'supervisore') ?? false }, holder_note: null,
    };
  };
  w.despatches = empty ? [] : [
    ['Riscontro alla Sua richiesta di rimborso TARI 2025', ['mario.rossi@pec.example', 'inesistente@pec.example'], 'accepted', 'some_failed', 1, -2],
    ['Convocazione della conferenza dei servizi', ['studio.bianchi@pec.example', 'edil.verdi@pec.example'], 'accepted', 'all_delivered', 2, -3],
    ['Richiesta di integrazione documentale', ['edil.verdi@pec.example'], 'unknown', 'pending', 0, 0],
    ['Informazioni sul canone', ['piero.gialli@posta.example'], 'accepted', 'external_only', 0, -1],
    ['Comunicazione di avvio del procedimento', ['mario.rossi@pec.example'], 'submitted', 'pending', 0, 0],
  ].map(([subject, recipients, state, outcome, delivered, days]) => ({
    id: id(), mailbox: 'protocollo', subject: stretch(subject), recipients, state, outcome, delivered, total: recipients.length, created_at: iso(days, 10, 30), submitted_at: iso(days, 10, 31, 7),
    instance: w.instances[0].id, author: anna, approver: { login: 'g.blu', name: 'Giorgio Blu' },
  }));
  const receiptMail = () => w.mails[5].id;
  w.despatchDetail = (d) => ({
    ...d, message_id: '0198f0a0.7f3c@pec.comune.example', body: LETTER, attachments: [{ name: 'determina-412.pdf', media_type: 'application/pdf', size: 221840, ref: 'x' }],
    last_error: d.state === 'unknown' ? 'connessione chiusa dopo DATA: il server non ha confermato' : null,
    journey: {
      accepted_at: d.state === 'unknown' ? null : iso(-2, 10, 31, 12), not_accepted: null,
      recipients: d.recipients.map((address, i) => {
        const failed = d.outcome === 'some_failed' && i === 1;
        const state = failed ? 'undelivered_24h' : d.outcome === 'external_only' ? 'accepted_external' : d.outcome === 'pending' ? (d.state === 'unknown' ? 'sent' : 'accepted') : 'delivered';
        const history = d.state === 'unknown' ? [{ kind: 'submitted', at: iso(-2, 10, 31, 7) }] : [{ kind: 'submitted', at: iso(-2, 10, 31, 7) }, { kind: 'accettazione', at: iso(-2, 10, 31, 12), mail: receiptMail() }];
        if (failed) history.push({ kind: 'delayed_12h', at: iso(-2, 22, 31, 40), mail: receiptMail() }, { kind: 'errore-consegna', at: iso(-1, 10, 31, 44), mail: receiptMail() });
        else if (state === 'delivered') history.push({ kind: 'avvenuta-consegna', at: iso(-2, 10, 31, 19), mail: receiptMail() });
        return { address, type: d.outcome === 'external_only' ? 'esterno' : 'certificato', state, flags: [], accepted_at: iso(-2, 10, 31, 12), delivered_at: state === 'delivered' ? iso(-2, 10, 31, 19) : null, failed_at: failed ? iso(-1, 10, 31, 44) : null, reason: failed ? '5.1.1 - casella inesistente' : null, history };
      }),
    },
    receipts: d.state === 'unknown' ? [] : [{ id: id(), mail: receiptMail(), kind: 'accettazione', recipient: null, at: iso(-2, 10, 31, 12), counted: true }, { id: id(), mail: receiptMail(), kind: 'avvenuta-consegna', recipient: d.recipients[0], at: iso(-2, 10, 31, 19), counted: true }, { id: id(), mail: receiptMail(), kind: 'avvenuta-consegna', recipient: d.recipients[0], at: iso(-2, 10, 31, 19), counted: false }],
  });
  w.mailDetail = (m) => ({
    ...m,
    arrival: {
      kind: m.kind === 'receipt' ? { kind: 'receipt', receipt: m.subject.startsWith('ACC') ? 'accettazione' : 'avvenuta-consegna' } : { kind: m.kind }, message_id: `opec21012.20261122103102.${n}@gestore.example`, reference_id: 'a8813f@pec.example', envelope_from: m.kind === 'ordinary' ? m.from : 'posta-certificata@gestore.example',
      from: m.from, from_name: m.from_name, reply_to: null, to: ['protocollo@pec.comune.example'], cc: long ? ['suap@pec.comune.example', 'sindaco@pec.comune.example', 'polizia.locale@pec.comune.example'] : [], subject: m.subject, date: m.sent_at, certified_sent_at: m.kind === 'transport' ? m.sent_at : null,
      text: TEXT, has_html: m.html, attachments: m.files, daticert: m.certified ? { tipo: 'posta-certificata', errore: 'nessuno', mittente: m.from, destinatari: [], gestore_emittente: 'GESTORE DI PROVA – SENZA VALORE LEGALE', identificativo: 'opec21012.20261122103102.00417.558.1.51@gestore.example' } : null,
      verdict: m.verdict ? signed(m.verdict) : null, bounce: null, warnings: m.verdict === 'invalid' ? ['Il firmatario non è l’indirizzo che compare nel mittente.'] : [],
    },
  });
  w.body = (mid) => {
    const m = w.mails.find((x) => x.id === mid);
    return { text: TEXT, html: m?.html && m.kind !== 'ordinary' ? `<p>Spett.le Comune di Esempio,</p><p>il sottoscritto <b>${m.from_name}</b> chiede il rimborso della TARI versata in più per l’anno 2025, come da ricevute allegate.</p><blockquote>Rif. avviso 2025/33871 del 14/05/2025</blockquote><p>Resto a disposizione per ogni chiarimento: <a href="https://studio.example/pratica">la pratica</a>.</p><p>Distinti saluti<br>${m.from_name}</p><img src="https://tracker.example/p.gif" width=1><script>parent.document.title='x'</script>` : null };
  };
  w.notes = empty ? [] : [{ id: id(), author: { login: 'l.bruni', name: 'Lucia Bruni' }, text: 'Sentito per telefono: manda le ricevute mancanti domani.', at: iso(-1, 11, 2) }];
  w.instanceDetail = (i) => ({
    ...i, variables_count: 6, tokens: i.state === 'completed' ? [{ element: 'fine', count: 1, incident: false }] : [{ element: i.incidents ? 'invia' : 'prepara', count: 1, incident: i.incidents > 0 }], xml_url: '/api/v1/processes/p1/xml',
    tasks: w.tasks.filter((t) => t.instance === i.id), mails: w.mails.filter((m) => m.instance === i.id), despatches: w.despatches.slice(0, 2), notes: w.notes,
  });
  w.variables = { mittente: 'mario.rossi@pec.example', ufficio: 'tributi', termine: '2026-12-22', importo: 148.2, risposta: { to: ['mario.rossi@pec.example'], subject: 'Riscontro' } };
  w.trace = empty ? [] : [
    ['started', 'arriva', 'PEC arrivata', null], ['flow', 'f1', 'f1', null], ['variable', null, null, null], ['activated', 'prepara', 'Prepara la risposta', null],
    ['log', 'prepara', 'Prepara la risposta', 'Ufficio scelto: tributi, perché l’oggetto contiene “TARI”.'], ['waiting', 'prepara', 'Prepara la risposta', null],
    ['completed', 'prepara', 'Prepara la risposta', null], ['waiting', 'approva', 'Approva la risposta', null],
  ].map(([kind, element, element_name, text], i) => ({ seq: i + 1, at: iso(-2, 10, 32, i * 3), kind, element, element_name, text, by: kind === 'completed' ? { login: 'a.neri', name: 'Anna Neri' } : null, variable: kind === 'variable' ? 'ufficio' : null, value: kind === 'variable' ? 'tributi' : null }));
  w.startable = empty ? [] : [{ key: 'richiesta-ferie', name: 'Richiesta di autorizzazione interna', form: FORM_DATA }, { key: 'segnalazione', name: 'Segnalazione allo sportello', form: null }];
  w.incidents = empty ? [] : [
    { id: id(), instance: w.instances[4].id, process_key: 'istanza-pec', element: 'invia', element_name: 'Invia per PEC', phase: 'active', code: 'smtp_rejected', message: 'smtp.gestore.example: 550 5.1.1 destinatario sconosciuto. Tentativi 3 di 3.', state: 'open', subject: null, created_at: iso(0, 9, 40), title: w.instances[4].title },
    { id: id(), instance: null, process_key: null, element: null, element_name: null, phase: null, code: 'mailbox_failing', message: 'imap.posta.example:993 · A2 NO [AUTHENTICATIONFAILED] Authentication failed.', state: 'open', subject: w.mailboxes[1]?.id, created_at: iso(0, 8, 2), title: 'urp@comune.example' },
    { id: id(), instance: w.instances[1].id, process_key: 'istanza-pec', element: 'ufficio', element_name: 'Scegli l’ufficio', phase: 'completing', code: 'script_failed', message: 'riga 4: la variabile “oggetto” non esiste', state: 'resolved', subject: null, created_at: iso(-3), resolved_at: iso(-2), resolved_by: { login: 't.grigi', name: 'Teresa Grigi' }, title: w.instances[1].title },
  ];
  w.audit = empty ? [] : [['a.neri', 'task.claim', 'task'], ['a.neri', 'task.draft', 'task'], ['g.blu', 'task.complete', 'task'], ['system', 'despatch.submit', 'despatch'], ['t.grigi', 'mailbox.pause', 'mailbox']].map(([actor, verb, kind], i) => ({ id: id(), seq: 400 - i, at: iso(0, 10, 40 - i), by: { login: actor, name: PEOPLE.find((p) => p[0] === actor)?.[1] ?? actor }, on_behalf_of: null, act: verb, text: verb, kind, object: id(), detail: {}, hash: '00' }));
  w.processes = []; w.deployments = []; w.drafts = [];
  const keys = ['arrived', 'routed', 'drafted', 'approved', 'receipts', 'ended'];
  w.rail = keys.map((key, i) => ({ key, done: !empty && i < 2, at: !empty && i < 2 ? iso(0, 10, 32, i * 4) : null, mail: w.mails[0]?.id, task: w.tasks[1]?.id, instance: w.instances[0]?.id, despatch: w.despatches[0]?.id }));
  w.arrive = () => {
    const m = mail('Domanda di riduzione TARI, via Roma 8', 'sara.celesti@pec.example', 'Sara Celesti', 'transport', 'case', 0, 'trusted', [pdf('domanda.pdf')]);
    w.mails.unshift(m);
    const i = { ...w.instances[0], id: id(), title: m.subject, started_at: NOW.toISOString() };
    w.instances.unshift(i);
    m.instance = i.id;
    w.tasks.push({ ...task(0, 'Prepara la risposta', 'prepara', 0, 2, { drafts: 'risposta', form: 'moduli/risposta.form' }) });
  };
  return w;
}
