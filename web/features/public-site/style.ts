/** The public site's whole style, inline in each page: no second request, nothing to flash. At most 10 kB. */
import { createHash } from 'node:crypto'

export const STYLE = `
:root{color-scheme:light dark;
--ui:-apple-system,"Segoe UI Variable Text","Segoe UI",Arial,sans-serif;
--text:Charter,"Iowan Old Style","Sitka Text",Cambria,Georgia,serif;
--mono:ui-monospace,"SF Mono","Cascadia Mono",Menlo,Consolas,monospace;
--paper:light-dark(#fff,oklch(.2 .004 70));--sunken:light-dark(oklch(.957 .003 85),oklch(.158 .004 70));
--line:light-dark(oklch(.9 .005 85),oklch(.305 .006 70));--line-2:light-dark(oklch(.82 .006 85),oklch(.4 .008 70));
--ink:light-dark(oklch(.23 .008 70),oklch(.94 .004 85));--ink-2:light-dark(oklch(.4 .01 70),oklch(.79 .006 85));
--ink-3:light-dark(oklch(.5 .01 70),oklch(.68 .008 85));--accent:light-dark(oklch(.5 .145 248),oklch(.77 .115 243));
--solid:light-dark(oklch(.25 .008 70),oklch(.94 .004 85));--on-solid:light-dark(#fff,oklch(.19 .006 70));
--on-p:light-dark(#fff,oklch(.17 .01 70))}
.p1{--p:light-dark(oklch(.53 .18 20),oklch(.77 .12 20))}.p2{--p:light-dark(oklch(.52 .12 55),oklch(.79 .11 62))}
.p3{--p:light-dark(oklch(.5 .1 120),oklch(.8 .12 122))}.p4{--p:light-dark(oklch(.5 .1 160),oklch(.79 .11 160))}
.p5{--p:light-dark(oklch(.5 .09 205),oklch(.79 .09 205))}.p6{--p:light-dark(oklch(.51 .15 255),oklch(.77 .11 255))}
.p7{--p:light-dark(oklch(.51 .18 295),oklch(.78 .12 295))}.p8{--p:light-dark(oklch(.52 .18 340),oklch(.78 .13 340))}
*,::before,::after{box-sizing:border-box}
body,h1,h2,h3,h4,p,ul,ol,blockquote,pre,figure{margin:0}
html{background:var(--paper);color:var(--ink);-webkit-text-size-adjust:100%}
body{font:400 14px/20px var(--ui);min-height:100vh;overflow-wrap:break-word}
a{color:var(--accent);text-underline-offset:.15em}a:hover{text-decoration-thickness:2px}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:4px}
.skip{position:absolute;left:16px;top:-80px;padding:10px 16px;background:var(--solid);color:var(--on-solid);border-radius:6px}
.skip:focus{top:12px}
.hd,.wide{max-width:1040px;margin:0 auto;padding:20px 24px}
.hd{display:flex;align-items:center;gap:20px}
.nm{display:flex;align-items:center;gap:8px;min-width:0;min-height:44px;font:700 18px/24px var(--text);color:var(--ink);text-decoration:none}
.mark{flex:none;width:22px;height:22px;border-radius:6px;background:var(--solid);padding:3px}
.mark path{stroke:var(--on-solid)}
svg{display:block;width:16px;height:16px;fill:none;stroke:currentColor;stroke-width:1.5;stroke-linecap:round;stroke-linejoin:round}
.hd nav{display:flex;gap:4px;margin-left:auto}
.hd nav a{display:flex;align-items:center;gap:6px;min-height:44px;padding:6px 10px;color:var(--ink-2);font-weight:500;text-decoration:none;border-radius:6px}
.hd nav a:hover,.nm:hover{text-decoration:underline}
.post{max-width:680px;margin:0 auto;padding:40px 24px 0}
.post h1{font:700 46px/54px var(--text);letter-spacing:-.018em;text-wrap:balance}
.by{display:flex;gap:10px;align-items:center;margin:22px 0 32px;padding-bottom:28px;border-bottom:1px solid var(--line);font-size:13px;color:var(--ink-2)}
.av{flex:none;display:grid;place-items:center;width:32px;height:32px;border-radius:50%;background:var(--p);color:var(--on-p);font:600 12px/1 var(--ui)}
.by b{color:var(--ink);font-weight:600}
.m,time{font-variant-numeric:tabular-nums}
.body{font:400 20px/34px var(--text)}
.body>*+*{margin-top:24px}
.body p{text-wrap:pretty}
.body h2{font:700 27px/36px var(--text);margin-top:40px}.body h3{font:700 22px/30px var(--text);margin-top:36px}
.body h4{font:700 20px/30px var(--text);margin-top:32px}.body :is(h2,h3,h4)+*{margin-top:12px}
.body :is(ul,ol){padding-left:1.4em}.body li+li,.body li>*+*{margin-top:8px}
.body .tasks{list-style:none;padding:0}.tasks>li{display:flex;gap:12px;align-items:baseline}.tasks>li>div{flex:1;min-width:0;margin:0}
.tasks input{flex:none;width:16px;height:16px;margin:0;accent-color:var(--accent)}
.body blockquote{padding-left:20px;border-left:3px solid var(--line-2);color:var(--ink-2)}.body blockquote>*+*{margin-top:16px}
.body code{font:.86em/1.5 var(--mono);background:var(--sunken);border-radius:4px;padding:.1em .3em}
.body pre{background:var(--sunken);border-radius:8px;padding:16px 20px;overflow-x:auto}
.body pre code{font:400 15px/24px var(--mono);background:none;padding:0}
.body hr{border:0;border-top:1px solid var(--line);margin:40px 0}
.cover,figure img{display:block;max-width:100%;height:auto;border-radius:6px;background:var(--sunken)}
figure img{margin:0 auto}figcaption{margin-top:10px;color:var(--ink-3);font:400 14px/20px var(--ui);text-align:center;text-wrap:balance}
.cover{margin-bottom:32px}.list .cover{width:100%;aspect-ratio:3/2;object-fit:cover;margin-bottom:20px}.lead .cover{aspect-ratio:2/1}
.table{overflow-x:auto}.table table{border-collapse:collapse;width:100%;font:400 16px/24px var(--ui)}
.table :is(td,th){padding:8px 12px;border:1px solid var(--line);text-align:left;vertical-align:top}.table th{background:var(--sunken);font-weight:600}
.table .center{text-align:center}.table .right{text-align:right}
.rd,.cf{max-width:680px;margin:40px auto 0;padding:0 24px}.rd h2{font:600 18px/26px var(--ui);margin:28px 0 16px}
.rx{display:flex;flex-wrap:wrap;gap:8px}.rx button,.cf button{min-height:44px;padding:0 16px;border:1px solid var(--line-2);border-radius:22px;background:var(--paper);color:var(--ink);font:500 14px/20px var(--ui);cursor:pointer}
.rx button:hover{border-color:var(--ink-3)}
.cm{list-style:none;padding:0}.cm li{display:flex;gap:12px;margin-bottom:20px;scroll-margin:16px}.cm p{white-space:pre-line;font:400 15px/24px var(--ui);overflow-wrap:anywhere}
.cm div{min-width:0}.cm b{font-weight:600}.cm time,.q{color:var(--ink-3);font-size:13px}
.cf{display:grid;gap:12px}.rd .cf{padding:0;margin:20px 0 0}.cf label{display:grid;gap:4px;font-weight:500}
.cf :is(input,textarea){width:100%;padding:10px 12px;border:1px solid var(--ink-3);border-radius:6px;background:var(--paper);color:var(--ink);font:400 16px/24px var(--ui)}.cf textarea{min-height:96px;resize:vertical}
.cf button{justify-self:start;background:var(--solid);color:var(--on-solid);border-radius:6px}.hp{position:absolute;left:-9999px}
.tags{display:flex;flex-wrap:wrap;gap:8px;padding:32px 0 0;list-style:none;color:var(--ink-2)}
.proof{max-width:680px;margin:56px auto 0;padding:20px 24px 80px;color:var(--ink-3);font-size:13px}
.proof::before{content:"";display:block;border-top:1px solid var(--line);margin-bottom:20px}
.proof code{font:12px/20px var(--mono);overflow-wrap:anywhere}
.lead{padding:32px 0 48px;border-bottom:1px solid var(--line);max-width:none}
.lead h1,.lead h2{max-width:22em;font:700 42px/49px var(--text);letter-spacing:-.016em;text-wrap:balance}
.list :is(h1,h2) a{color:inherit;text-decoration:none}.list :is(h1,h2) a:hover{text-decoration:underline}
.dek{max-width:38em;font:400 18px/28px var(--text);color:var(--ink-2);margin:12px 0}
.list .m{font-size:13px;color:var(--ink-3)}
.g3{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:40px;padding:40px 0}
.g3 h2{font:700 22px/29px var(--text);letter-spacing:-.006em;text-wrap:balance;margin-bottom:8px}
.g3 p{font:400 16px/25px var(--text);color:var(--ink-2);margin-bottom:8px}
.vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.none{max-width:680px;margin:0 auto;padding:80px 24px;text-align:center}.none h1{font:700 34px/41px var(--text)}
.none p{font:400 18px/28px var(--text);color:var(--ink-2);margin:12px 0}
.sub{display:flex;flex-wrap:wrap;gap:8px;align-items:center;justify-content:center;margin:24px auto;padding:0 16px;font-size:14px}
.sub :is(input,button){min-height:44px;padding:0 14px;border:1px solid var(--ink-3);border-radius:6px;background:var(--paper);color:var(--ink);font:inherit}
.sub button{background:var(--solid);color:var(--on-solid);font-weight:500}
.ft{max-width:1040px;margin:0 auto;padding:24px 24px 40px;display:flex;gap:16px;color:var(--ink-3);font-size:13px}
.ft a{color:inherit;margin-left:auto}
@media(max-width:760px){.hd,.wide{padding:12px 16px}.post{padding:16px 16px 0}.rd,.cf{padding:0 16px}.proof{padding:16px 16px 64px}.ft{padding:24px 16px}
.post h1{font-size:34px;line-height:41px}.body{font-size:18px;line-height:30px}
.lead h1,.lead h2{font-size:32px;line-height:38px}.lead{padding:16px 0 32px}.g3{grid-template-columns:minmax(0,1fr);gap:32px}
.hd nav .posts{display:none}}
@media print{.hd,.ft,.skip{display:none}}
`

/** Nothing but this style may act on the page: no script, no picture from elsewhere, no form to elsewhere, no frame. */
export const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')
