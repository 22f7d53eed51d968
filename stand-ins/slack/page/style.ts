/** The look of the page: light or dark as the reader's system is, from 320 px on. */
export const STYLE = `:root{color-scheme:light dark;--ground:#fff;--ink:#1d1c1d;--soft:#616061;--line:#dddddd;--shade:#f6f6f6;--side:#3f1143;--side-ink:#f3e9f5;
--side-soft:#cdb5d0;--chosen:#1164a3;--link:#1264a3;--good:#007a5a;--bad:#c01343;--mark:#fff3d1;--tint:#1d9bd11a;--field:#86868680;--raised:0 18px 48px #0005}
@media (prefers-color-scheme:dark){:root{--ground:#1a1d21;--ink:#e8e8e8;--soft:#ababad;--line:#3b3d42;--shade:#222529;--side:#19171d;--side-ink:#e6e1e8;
--side-soft:#a79fab;--link:#4aa8e0;--good:#0b8a68;--bad:#e0446d;--mark:#4a3d14;--field:#8d8d91;--raised:0 18px 48px #000a}}
*{box-sizing:border-box}
body{margin:0;font:15px/1.46 Lato,system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;color:var(--ink);background:var(--ground)}
h1,h2,h3,p,figure,ul,blockquote{margin:0}
a{color:var(--link);text-decoration:none}a:hover{text-decoration:underline}
button,input,select,textarea{font:inherit;color:inherit}
:focus-visible{outline:2px solid var(--chosen);outline-offset:1px}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.frame{display:grid;grid-template-columns:15.5rem minmax(0,1fr);height:100dvh}
.frame.with-thread{grid-template-columns:15.5rem minmax(0,1fr) minmax(18rem,24rem)}
.side{background:var(--side);color:var(--side-ink);overflow:auto;padding:.9rem .6rem}
.side header{padding:0 .6rem .8rem;border-bottom:1px solid #fff2;margin-bottom:.8rem}
.side header b{display:block;font-size:1.1rem}.side small,.zone{color:var(--side-soft);font-size:.8rem}
.who{display:grid;gap:.2rem;padding:0 .6rem;font-size:.8rem;color:var(--side-soft)}
.who select{width:100%;font-size:.95rem;padding:.35rem .4rem;border-radius:.4rem;border:1px solid #fff4;background:var(--side);color:var(--side-ink)}
.zone{padding:.25rem .6rem 0}
.group h2{font-size:.8rem;font-weight:600;color:var(--side-soft);padding:1rem .6rem .25rem}
.group a{display:flex;align-items:center;gap:.5rem;color:var(--side-soft);padding:.25rem .6rem;border-radius:.4rem}
.group a:hover{background:#fff1;text-decoration:none}
.group a.unread{color:#fff;font-weight:700}.group a.unread::after{content:'';margin-left:auto;width:.5rem;height:.5rem;border-radius:50%;background:#e8326e}
.group a[aria-current]{background:var(--chosen);color:#fff}
main,.pane{display:flex;flex-direction:column;min-width:0;min-height:0}
.pane{border-left:1px solid var(--line)}
.head{display:flex;align-items:center;gap:.6rem;padding:.6rem 1.2rem;border-bottom:1px solid var(--line);min-height:3.2rem}
.head h1{font-size:1.1rem;font-weight:800}.head .icon:last-child{margin-left:auto}
.tabs{display:flex;gap:.2rem;margin-left:.6rem}.tabs a{padding:.25rem .6rem;border-radius:.4rem;color:var(--soft);font-weight:600;font-size:.9rem}
.tabs a[aria-current]{background:var(--shade);color:var(--ink)}
.scroll{flex:1;overflow:hidden auto;padding:.8rem 0}
.empty{color:var(--soft);padding:2rem 1.2rem}
.day{display:flex;align-items:center;font-size:.8rem;font-weight:700;margin:.6rem 0}.day::before,.day::after{content:'';flex:1;border-top:1px solid var(--line)}
.day span{border:1px solid var(--line);border-radius:1rem;padding:.1rem .8rem}
.message{display:flex;gap:.7rem;padding:.5rem 1.2rem}.message:hover{background:var(--shade)}
.message:target{background:var(--mark)}
.ephemeral{background:var(--tint)}.only{color:var(--soft);font-size:.8rem}
.body{flex:1;min-width:0}
.by{display:flex;align-items:baseline;gap:.4rem}.by b{font-weight:800}.by time{color:var(--soft);font-size:.78rem}
.edited,.hint,small{color:var(--soft);font-size:.8rem}
.badge{font-size:.66rem;font-weight:700;background:var(--line);color:var(--soft);border-radius:.2rem;padding:.05rem .3rem}
.side .badge{background:#fff3;color:#fff}
.portrait{flex:none;display:inline-grid;place-items:center;width:2.3rem;height:2.3rem;border-radius:.5rem;color:#fff;font-weight:700;font-size:.85rem;background:#6b4c8a}
.portrait.small{width:1.3rem;height:1.3rem;border-radius:.3rem;font-size:.75rem}
.portrait.app{background:#0f6b6b;font-size:1.15rem}.portrait.app.small{font-size:.8rem}
.teal{background:#177e89}.amber{background:#a8620c}.rose{background:#b02a5b}.blue{background:#2b5fb3}.green{background:#2f7d3b}
.content{max-width:43rem}
.words{overflow-wrap:anywhere}.words b,.fields b,.context b{font-weight:700}
.block{margin:.35rem 0}.block:first-child{margin-top:.1rem}
.header{font-size:1.12rem;font-weight:800;line-height:1.3;overflow-wrap:anywhere}
.section{display:flex;gap:1rem;align-items:flex-start}.section .main{flex:1;min-width:0}.beside{flex:none;max-width:45%}.beside img{width:5.5rem;border-radius:.5rem}
.fields{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:.5rem 1.5rem;overflow-wrap:anywhere}.words+.fields{margin-top:.5rem}
.context{display:flex;flex-wrap:wrap;align-items:center;gap:.1rem .7rem;color:var(--soft);font-size:.82rem;overflow-wrap:anywhere}.context img{width:1.2rem;height:1.2rem;border-radius:.2rem}
.block hr,hr.block{border:0;border-top:1px solid var(--line);margin:.7rem 0}
figure img{max-width:22rem;width:100%;border-radius:.5rem}figcaption,.noimage{color:var(--soft);font-size:.85rem}
blockquote{border-left:4px solid var(--line);padding-left:.7rem}
code{font:.82em/1.4 ui-monospace,monospace;color:var(--bad);background:var(--shade);border:1px solid var(--line);border-radius:.2rem;padding:.05em .25em}
pre{font:.82em/1.4 ui-monospace,monospace;background:var(--shade);border:1px solid var(--line);border-radius:.3rem;padding:.5rem;overflow:auto;margin:.3rem 0}
.mention{background:var(--tint);color:var(--link);border-radius:.2rem;padding:0 .15rem}.mention.loud{background:var(--mark);color:inherit}
.actions{display:flex;flex-wrap:wrap;gap:.5rem}
.button{display:inline-flex;align-items:center;justify-content:center;gap:.4rem;min-height:2.1rem;padding:.25rem .8rem;border:1px solid var(--field);border-radius:.5rem;background:var(--ground);font-weight:700;font-size:.88rem;cursor:pointer;list-style:none;text-align:center}
.button:hover{background:var(--shade)}
.button.primary{background:var(--good);border-color:var(--good);color:#fff}.button.danger{border-color:var(--bad);color:var(--bad)}
dialog .button.danger{background:var(--bad);color:#fff}
.button:disabled{opacity:.6}[aria-busy=true]{opacity:.6}
.icon{border:0;background:none;font-size:1.4rem;line-height:1;min-width:2.2rem;min-height:2.2rem;border-radius:.4rem;cursor:pointer;color:var(--soft)}.icon:hover{background:var(--shade)}
.link{border:0;background:none;padding:.1rem 0;color:var(--link);font-size:.82rem;cursor:pointer;font-weight:600}.thread{margin-top:.2rem}
.overflow{position:relative}.overflow summary::-webkit-details-marker{display:none}
.menu{position:absolute;z-index:3;right:0;top:100%;margin-top:.25rem;min-width:14rem;max-width:80vw;background:var(--ground);border:1px solid var(--line);border-radius:.5rem;box-shadow:var(--raised);padding:.4rem 0;display:grid}
.actions .menu{right:auto;left:0}
.menu button{border:0;background:none;text-align:left;padding:.45rem 1rem;cursor:pointer}.menu button:hover,.menu button:focus-visible{background:var(--chosen);color:#fff}.menu small{display:block}
input:not([type=radio],[type=checkbox],[type=file]),select,textarea{width:100%;padding:.45rem .6rem;border:1px solid var(--field);border-radius:.4rem;background:var(--ground)}
.chooser{display:inline-block;max-width:100%}.chooser select,.chooser input:not([type=radio],[type=checkbox]){width:auto;max-width:100%;font-weight:600;font-size:.88rem;min-height:2.1rem;padding:.2rem .5rem;border-radius:.5rem}
.ticks{display:grid;gap:.35rem;padding:.15rem 0}.ticks label{display:flex;gap:.6rem;align-items:flex-start}.ticks input{margin:.28rem 0 0;width:1rem;height:1rem;flex:none;accent-color:var(--good)}.ticks small{display:block}
.field,fieldset{display:grid;gap:.3rem;border:0;margin:0;padding:0;min-width:0}.field>label,legend{font-weight:700;padding:0}legend{margin-bottom:.3rem}
.files input{position:absolute;width:1px;height:1px;opacity:0}.files ul{padding:.3rem 0 0 1.1rem;font-size:.88rem}.files ul:empty{display:none}
.error,.failure{color:var(--bad);font-size:.85rem;font-weight:600}.error:empty,.failure:empty{display:none}
.composer{display:grid;grid-template-columns:1fr auto;gap:.5rem;padding:.6rem 1.2rem 1rem}.composer .failure{grid-column:1/-1}.composer input{border-radius:.5rem;min-height:2.4rem}
dialog{border:0;border-radius:.7rem;padding:0;width:min(33rem,calc(100vw - 1.5rem));max-height:calc(100dvh - 1.5rem);background:var(--ground);color:var(--ink);box-shadow:var(--raised)}
dialog::backdrop{background:#0008}
.modal{display:flex;flex-direction:column;max-height:calc(100dvh - 1.5rem)}
.modal header{display:flex;align-items:center;gap:.6rem;padding:.9rem 1.2rem;border-bottom:1px solid var(--line)}.modal h2{flex:1;font-size:1.2rem;font-weight:800}
.inside{overflow:auto;padding:.8rem 1.2rem 1.2rem}.inside .block{margin:.9rem 0}.inside .block:first-child{margin-top:.2rem}
.modal footer,#confirm footer{display:flex;justify-content:flex-end;gap:.6rem;padding:.8rem 1.2rem;border-top:1px solid var(--line)}.modal>.failure{padding:.4rem 1.2rem}
#confirm h2,#confirm p{padding:1rem 1.2rem 0}#confirm h2{font-size:1.15rem}#confirm p{padding-bottom:1rem}
.home{padding:.4rem 1.6rem;max-width:48rem}.home .block{margin:.75rem 0}
.menu-button{display:none}
@media (max-width:52rem){.frame.with-thread{grid-template-columns:15.5rem minmax(0,1fr)}.with-thread main{display:none}}
@media (max-width:40rem){.frame,.frame.with-thread{grid-template-columns:minmax(0,1fr)}.menu-button{display:block}
.side{position:fixed;inset:0 auto 0 0;width:min(17rem,85vw);z-index:5;transform:translateX(-100%);visibility:hidden}.menu-open .side{transform:none;visibility:visible;box-shadow:var(--raised)}
.message,.head,.composer{padding-left:.8rem;padding-right:.8rem}.message{gap:.55rem}.portrait:not(.small){width:2rem;height:2rem}
.fields{grid-template-columns:minmax(0,1fr)}.button,.chooser select{min-height:2.6rem}
.menu,.actions .menu{position:fixed;inset:auto .75rem .75rem;max-width:none}.menu button{min-height:2.8rem}.home{padding:.4rem .9rem}.composer{padding-bottom:.7rem}
dialog:has(.modal){width:100vw;max-width:100vw;height:100dvh;max-height:100dvh;border-radius:0;margin:0}.modal{height:100dvh;max-height:100dvh}.inside{flex:1}
input,select,textarea{font-size:16px}.head{padding-top:.4rem;padding-bottom:.4rem}}
`
