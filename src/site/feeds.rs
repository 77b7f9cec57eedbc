//! What machines fetch from the site's root: feed, sitemap, robots, headers, and the list for language models.

use super::templates::{Current, value};
use super::view::Linked;
use super::{Site, lists, routes};
use crate::disk::Fault;
use crate::read::site_file::{RESERVED, origin};
use crate::text::escape_html_into;
use std::fmt::Write as _;

/// Entries of the feed.
const IN_FEED: usize = 50;

/// Renders them all. Those that need whole addresses are left out where the site file has no `base_url`.
pub fn render(site: &Site) -> Result<(), Fault> {
    let has_address = !site.routes.base_url.is_empty();
    if has_address {
        site.sink.put("sitemap.xml", sitemap(site).as_bytes())?;
        if site.kb.site.output.feed {
            feed(site)?;
        }
    }
    site.sink.put("robots.txt", robots(site).as_bytes())?;
    site.sink.put("_headers", headers(site).as_bytes())?;
    if site.kb.site.output.llms {
        site.sink.put("llms.txt", llms(site).as_bytes())?;
    }
    Ok(())
}

/// Atom, RFC 4287.
fn feed(site: &Site) -> Result<(), Fault> {
    let mut newest: Vec<usize> = (0..site.links.len()).collect();
    lists::newest_first(site, &mut newest);
    let pages: Vec<&Linked> = newest.iter().take(IN_FEED).map(|number| &site.links[*number]).collect();
    let feed_url = site.routes.absolute("atom.xml");
    let current = Current {
        kind: "feed",
        url: &site.routes.path("atom.xml"),
        title: &site.kb.site.title,
        description: &site.kb.site.description,
        canonical: &feed_url,
        robots_noindex: false,
    };
    let views =
        [("pages", &value(&pages)), ("feed_url", &value(&feed_url)), ("origin", &value(origin(site.routes.base_url)))];
    let xml = site.templates.render("atom.xml", &current, &views)?;
    site.sink.put("atom.xml", &xml)
}

/// https://www.sitemaps.org/protocol.html; at most 50,000 addresses are read from one file.
fn sitemap(site: &Site) -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    let mut add = |route: &str, updated: &str| {
        xml.push_str("<url><loc>");
        escape_html_into(&site.routes.absolute(route), &mut xml);
        xml.push_str("</loc>");
        if !updated.is_empty() {
            let _ = write!(xml, "<lastmod>{updated}</lastmod>");
        }
        xml.push_str("</url>\n");
    };
    let newest =
        |pages: &mut dyn Iterator<Item = &Linked>| pages.map(|page| page.updated.clone()).max().unwrap_or_default();
    add("", &newest(&mut site.links.iter()));
    for page in site.links.iter().filter(|page| !page.draft).take(49_000) {
        add(&routes::page(&page.id), &page.updated);
    }
    for category in &site.terms.categories {
        let updated = newest(&mut site.links.iter().filter(|page| page.category.value == category.slug));
        add(&routes::category(&category.slug), &updated);
    }
    for tool in &site.terms.tools {
        add(&routes::tool(&tool.slug), &newest(&mut site.links.iter().filter(|page| page.tool.value == tool.slug)));
    }
    xml.push_str("</urlset>\n");
    xml
}

fn robots(site: &Site) -> String {
    let mut text = String::from("User-agent: *\nAllow: /\n");
    if !site.routes.base_url.is_empty() {
        let _ = writeln!(text, "Sitemap: {}", site.routes.absolute("sitemap.xml"));
    }
    text
}

/// Headers in the form that Netlify and Cloudflare Pages read: the policy, and how long files may be kept.
fn headers(site: &Site) -> String {
    let base = site.routes.base_path;
    debug_assert!(RESERVED.contains(&"assets") && RESERVED.contains(&"search"));
    let mut text = format!(
        "{base}*\n  Content-Security-Policy: {csp}; frame-ancestors 'none'\n  X-Content-Type-Options: nosniff\n  Referrer-Policy: strict-origin-when-cross-origin\n",
        csp = lists::POLICY
    );
    // Each rule for itself: rules that take a header of another back (`! Name`) are not read by all hosts.
    for files in [
        "assets/",
        "search/keys-",
        "search/lone-",
        "search/pages-",
        "search/shards-",
        "search/signatures-",
        "search/words-",
    ] {
        let _ = write!(text, "{base}{files}*\n  Cache-Control: public, max-age=31536000, immutable\n");
    }
    for file in ["search/manifest.json", "search/"] {
        let _ = write!(text, "{base}{file}\n  Cache-Control: no-cache\n");
    }
    text
}

/// https://llmstxt.org/: the pages as links to their Markdown, by category.
fn llms(site: &Site) -> String {
    let file = &site.kb.site;
    let mut text = format!("# {}\n", file.title);
    if !file.description.is_empty() {
        let _ = writeln!(text, "\n> {}", file.description);
    }
    text.push_str(
        "\nEach page explains one error message. Its Markdown holds, as YAML front matter, the message's wording \
         (`signatures`, with `{{holes}}` where values stand), causes, fixes and sources. `index.json` lists all pages.\n",
    );
    for category in &site.terms.categories {
        let _ = writeln!(text, "\n## {}\n", category.name);
        for page in site.links.iter().filter(|page| page.category.value == category.slug && !page.draft) {
            let route = if file.output.markdown { format!("{}.md", page.id) } else { routes::page(&page.id) };
            let address = site.routes.absolute(&route);
            let address = if address.is_empty() { site.routes.path(&route) } else { address };
            let title = page.title.replace('[', "\\[").replace(']', "\\]");
            let _ = writeln!(text, "- [{title}]({address}): {}", page.summary);
        }
    }
    text
}
