/**
 * Attachments looked into: a PDF drawn in the page, an electronic invoice inside a signed container, an archive, a
 * picture, what cannot be opened; in every look, and with nothing of the file running.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { until } from './house.mjs';
import { round } from './look.mjs';
import { settled, tell } from './people.mjs';
import { zip } from './zip.mjs';

/** A PDF of two pages with words to find, and a script that must not run. */
function pdf() {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert("ran")) >> >>',
    '<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F 7 0 R >> >> >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 6 0 R /Resources << /Font << /F 7 0 R >> >> >>',
    stream('BT /F 18 Tf 72 740 Td (Istanza di accesso agli atti) Tj 0 -40 Td (Pratica edilizia n. 12 del 2024) Tj ET'),
    stream('BT /F 18 Tf 72 740 Td (Seconda pagina) Tj ET'),
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let body = '%PDF-1.7\n';
  const at = objects.map((text, i) => {
    const start = body.length;
    body += `${i + 1} 0 obj\n${text}\nendobj\n`;
    return start;
  });
  const table = at.map((n) => `${String(n).padStart(10, '0')} 00000 n \n`).join('');
  return Buffer.from(`${body}xref\n0 ${at.length + 1}\n0000000000 65535 f \n${table}trailer << /Size ${at.length + 1} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`, 'latin1');
}

const stream = (text) => `<< /Length ${text.length} >>\nstream\n${text}\nendstream`;

function invoice() {
  const line = (n) => `<DettaglioLinee><NumeroLinea>${n}</NumeroLinea><Descrizione>Manutenzione del verde pubblico, lotto ${n}, aiuole e siepi di via dell'Esempio</Descrizione><Quantita>2.00</Quantita><UnitaMisura>ore</UnitaMisura><PrezzoUnitario>50.00</PrezzoUnitario><PrezzoTotale>100.00</PrezzoTotale><AliquotaIVA>22.00</AliquotaIVA></DettaglioLinee>`;
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
<p:FatturaElettronica versione="FPA12" xmlns:p="http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2"><FatturaElettronicaHeader>
<DatiTrasmissione><FormatoTrasmissione>FPA12</FormatoTrasmissione><CodiceDestinatario>UFX000</CodiceDestinatario></DatiTrasmissione>
<CedentePrestatore><DatiAnagrafici><IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>00000000017</IdCodice></IdFiscaleIVA><Anagrafica><Denominazione>Verde &amp; Siepi Cooperativa</Denominazione></Anagrafica></DatiAnagrafici><Sede><Indirizzo>Via dell'Esempio</Indirizzo><NumeroCivico>3</NumeroCivico><CAP>00100</CAP><Comune>Esempio</Comune><Provincia>EX</Provincia><Nazione>IT</Nazione></Sede></CedentePrestatore>
<CessionarioCommittente><DatiAnagrafici><CodiceFiscale>80000000017</CodiceFiscale><Anagrafica><Denominazione>Comune di Esempio</Denominazione></Anagrafica></DatiAnagrafici><Sede><Indirizzo>Piazza Municipio 1</Indirizzo><CAP>00100</CAP><Comune>Esempio</Comune><Nazione>IT</Nazione></Sede></CessionarioCommittente>
</FatturaElettronicaHeader><FatturaElettronicaBody><DatiGenerali><DatiGeneraliDocumento><TipoDocumento>TD01</TipoDocumento><Divisa>EUR</Divisa><Data>2026-03-02</Data><Numero>12/A</Numero><ImportoTotaleDocumento>366.00</ImportoTotaleDocumento><Causale>Manutenzione del verde, primo trimestre</Causale></DatiGeneraliDocumento><DatiOrdineAcquisto><IdDocumento>ORD 7</IdDocumento><CodiceCIG>Z000000000</CodiceCIG></DatiOrdineAcquisto></DatiGenerali>
<DatiBeniServizi>${line(1)}${line(2)}${line(3)}<DatiRiepilogo><AliquotaIVA>22.00</AliquotaIVA><ImponibileImporto>300.00</ImponibileImporto><Imposta>66.00</Imposta><EsigibilitaIVA>S</EsigibilitaIVA></DatiRiepilogo></DatiBeniServizi>
<DatiPagamento><CondizioniPagamento>TP02</CondizioniPagamento><DettaglioPagamento><ModalitaPagamento>MP05</ModalitaPagamento><DataScadenzaPagamento>2026-04-01</DataScadenzaPagamento><ImportoPagamento>300.00</ImportoPagamento><IBAN>IT00X0000000000000000000000</IBAN></DettaglioPagamento></DatiPagamento>
</FatturaElettronicaBody></p:FatturaElettronica>`);
}

/** The bytes inside a CAdES container, signed by somebody no list knows. */
function signed(bytes) {
  const folder = mkdtempSync(join(tmpdir(), 'staffetta-signed-'));
  const at = (name) => join(folder, name);
  const openssl = (...words) => execFileSync('openssl', words, { stdio: 'pipe' });
  try {
    openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', at('key'), '-out', at('certificate'), '-days', '30',
      '-subj', '/C=IT/O=FIRMA DI PROVA/serialNumber=TINIT-SMPVRD70A01X000X/GN=Verdiana/SN=Esempi/CN=Verdiana Esempi');
    writeFileSync(at('in'), bytes);
    openssl('cms', '-sign', '-binary', '-nodetach', '-outform', 'DER', '-in', at('in'), '-signer', at('certificate'), '-inkey', at('key'), '-out', at('out'));
    return readFileSync(at('out'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function mail(files) {
  const parts = Object.entries(files).map(([name, bytes]) => [
    '--b', `Content-Type: application/octet-stream; name="${name}"`, 'Content-Transfer-Encoding: base64',
    `Content-Disposition: attachment; filename="${name}"`, '', bytes.toString('base64').replace(/(.{76})/g, '$1\r\n'), '',
  ].join('\r\n'));
  return [
    'From: Studio Esempi <studio@studio.example>', 'To: urp@comune.example', 'Subject: Allegati da leggere', `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
    'Message-ID: <allegati@studio.example>', 'MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary="b"', '',
    '--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nIn allegato quanto richiesto.\r\n', ...parts, '--b--', '',
  ].join('\r\n');
}

const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64');

test('attachments are looked into in the page', { timeout: 280_000 }, () => tell('viewer', async ({ house, person }) => {
  const act = signed(pdf());
  const altered = Buffer.from(act);
  altered[altered.indexOf('Istanza')] = 'i'.charCodeAt(0);
  house.post('urp@comune.example', mail({
    'istanza.pdf': pdf(),
    'IT00000000017_00001.xml.p7m': signed(invoice()),
    'atto.pdf.p7m': act,
    'alterato.pdf.p7m': altered,
    'planimetrie.zip': zip({ 'tavole/pianta.dwg': Buffer.alloc(2048), 'relazione.txt': Buffer.from('relazione') }),
    'foto.png': PICTURE,
    'finto.p7m': Buffer.from('non firmato'),
    'modello.bin': Buffer.alloc(64),
  }));
  const elena = await house.as('elena.riva');
  const { id } = await until('the mail is kept', async () => (await elena.get('/mails?limit=100&q=Allegati')).items[0]);

  const page = await person('Elena Riva');
  const dialogs = [];
  page.on('dialog', (dialog) => dialogs.push(dialog.message()) && dialog.dismiss());
  const dialog = page.getByRole('dialog');
  const open = (name) => async (p) => {
    await p.getByRole('button', { name, exact: true }).click();
    await dialog.getByRole('link', { name: 'Scarica il file' }).waitFor();
    await dialog.getByRole('status', { name: 'Caricamento' }).waitFor({ state: 'detached' });
  };
  const drawn = (name) => async (p) => {
    await open(name)(p);
    await dialog.getByText('Istanza di accesso agli atti').waitFor();
  };
  const wrong = [];
  await round(page, wrong, [
    ['viewer-pdf', `/posta/m/${id}`, drawn('istanza.pdf')],
    ['viewer-signed', `/posta/m/${id}`, drawn('atto.pdf.p7m')],
    ['viewer-invoice', `/posta/m/${id}`, open('IT00000000017_00001.xml.p7m')],
    ['viewer-archive', `/posta/m/${id}`, open('planimetrie.zip')],
    ['viewer-picture', `/posta/m/${id}`, open('foto.png')],
    ['viewer-no-container', `/posta/m/${id}`, open('finto.p7m')],
    ['viewer-nothing', `/posta/m/${id}`, open('modello.bin')],
  ]);
  assert.deepEqual(wrong, []);
  assert.deepEqual(dialogs, [], 'no script of a file ran');

  const again = async (name) => {
    await page.goto(`/posta/m/${id}`);
    await settled(page);
    await open(name)(page);
  };
  await again('istanza.pdf');
  await dialog.getByRole('group', { name: 'Pagina 2 di 2' }).scrollIntoViewIfNeeded();
  await dialog.getByText('Seconda pagina').waitFor();
  const before = (await dialog.locator('canvas').first().boundingBox()).width;
  await dialog.getByRole('button', { name: 'Ingrandisci' }).click();
  await until('the page is larger', async () => (await dialog.locator('canvas').first().boundingBox())?.width > before);

  await again('atto.pdf.p7m');
  await dialog.getByRole('strong').getByText('Verdiana Esempi').waitFor();
  await dialog.getByText('integra: il contenuto è quello firmato · certificatore non in elenco', { exact: false }).waitFor();
  await again('alterato.pdf.p7m');
  await dialog.getByText('non integra: il contenuto non è quello firmato').waitFor();

  await again('IT00000000017_00001.xml.p7m');
  await dialog.getByText('Verde & Siepi Cooperativa').waitFor();
  await dialog.getByText('366,00').waitFor();
  await dialog.getByText('scissione dei pagamenti', { exact: false }).waitFor();
  await dialog.getByText('XML', { exact: true }).click();
  await dialog.getByText('<Numero>12/A</Numero>', { exact: false }).waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('link', { name: 'Scarica il contenuto' }).click()]);
  assert.equal(download.suggestedFilename(), 'IT00000000017_00001.xml');
  assert.deepEqual(readFileSync(await download.path()), invoice());
}));
