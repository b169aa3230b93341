//! Which dotted words are addresses when they stand without `https://`.
//!
//! Any two words with a missing space look like a domain, so only endings that exist and are in
//! use count. A person who means another one writes the scheme.
//!
//! # Source
//! IANA root zone: country codes and widely used generic endings, as known 2026-11-22.

const GENERIC: &str = " academy agency app art audio bike biz blog blue book cafe cam camp care cash \
cat chat church city cloud club codes coffee com community company cool coop country dance deals \
design dev digital direct directory dog earth edu education email energy engineer events exchange \
expert fan farm film finance fit fm foundation fun fund fyi gallery game games garden gay gives \
global gmbh gov green group guide guru health help host hosting house icu inc info ink institute \
int jobs kim land law legal lgbt life limited link live lol love ltd market marketing media \
mil mobi moe money museum music name net network news ngo ninja one ong online org page partners \
parts party photo photos pics pictures pizza place plus press pro productions pub quest radio red \
rentals report reviews rip rocks run sale school science services sh shop show site social \
software solutions space store stream studio style support systems tax team tech technology tel \
theater tips today tools top tours town trade training travel tube university vip vision vote wiki \
win wine work works world wtf xyz yoga zone ";

const COUNTRIES: &str = " ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj \
bm bn bo br bs bt bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do \
dz ec ee eg er es et eu fi fj fk fo fr ga gd ge gf gg gh gi gl gm gn gp gq gr gt gu gw gy hk \
hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc \
li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne \
nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pn pr ps pt pw py qa re ro rs ru rw sa sb sc \
sd se sg si sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw \
tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw ";

/// File endings that are also country codes and mostly mean a file.
const FILES: [&str; 6] = ["md", "rs", "py", "pl", "sh", "so"];

/// Tells whether a host without a scheme is meant as an address.
pub(super) fn is_known_end(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    let Some((before, end)) = host.rsplit_once('.') else {
        return false;
    };
    if FILES.contains(&end) && !before.contains('.') {
        return false;
    }
    let end = format!(" {end} ");
    GENERIC.contains(&end) || COUNTRIES.contains(&end)
}
