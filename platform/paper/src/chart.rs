//! Charts as the pages draw them, made fit to stand alone.

/// The page's style sheet colours charts by theme; on paper it is always day.
const STYLE: &str = include_str!("chart.css");

/// Points of the text's width at 96 dots to the inch; charts that fill their page's column are drawn for this width.
const WIDTH: u32 = 600;

/// An SVG of the pages says neither its namespace nor its width nor its colours; one that says them stays as it is.
pub(crate) fn alone(svg: &str) -> String {
    let svg = svg.trim_start();
    let Some((root, rest)) = svg.strip_prefix("<svg").and_then(|svg| svg.split_once('>')) else {
        return svg.to_owned();
    };
    let mut root = root.to_owned();
    if !root.contains("xmlns=") {
        root.push_str(" xmlns=\"http://www.w3.org/2000/svg\"");
    }
    if root.contains("width=\"100%\"") {
        // What scales as a whole, such as the map, says its shape and no height.
        let height = if root.contains(" height=") { None } else { height(&root) };
        let height = height.map(|height| format!(" height=\"{height}\"")).unwrap_or_default();
        root = root.replacen("width=\"100%\"", &format!("width=\"{WIDTH}\"{height}"), 1);
    }
    let style = if root.contains("class=\"chart") { STYLE } else { "" };
    format!("<svg{root}><style>{style}</style>{rest}")
}

/// The height that [`WIDTH`] has in the shape of the `viewBox`.
fn height(root: &str) -> Option<u32> {
    let shape = root.split_once("viewBox=\"")?.1.split_once('"')?.0;
    let mut sides = shape.split_whitespace().skip(2).map(|side| side.parse::<u32>().ok());
    let (across, down) = (sides.next()??, sides.next()??);
    WIDTH.checked_mul(down)?.checked_div(across)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chart_of_the_pages_gets_namespace_width_and_colours() {
        let svg =
            alone("<svg class=\"chart c-bars\" width=\"100%\" height=\"20\"><rect class=\"c-bar\"/></svg>");
        assert!(svg.starts_with("<svg class=\"chart c-bars\" width=\"600\" height=\"20\" xmlns="), "{svg}");
        assert!(svg.contains(".c-bar") && svg.ends_with("<rect class=\"c-bar\"/></svg>"));
        let own = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"10\"><rect/></svg>";
        assert_eq!(alone(own).replace("<style></style>", ""), own);
        assert_eq!(alone("no svg"), "no svg");
        let map = alone("<svg class=\"chart c-map\" viewBox=\"0 0 3600 1400\" width=\"100%\"></svg>");
        assert!(map.contains("width=\"600\" height=\"233\""), "{map}");
    }
}
