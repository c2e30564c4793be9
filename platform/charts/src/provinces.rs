//! China's provinces as a grid of tiles of one size, roughly in their places: no outline, no border.

use entente_kernel::Lang;

use crate::parts::{largest, linked, safe, shade, svg, wide};
use crate::{Frame, Mark};

/// A unit of the first level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Province {
    /// Two letters, as in ISO 3166-2:CN.
    pub code: &'static str,
    /// The English name, short.
    pub english: &'static str,
    /// The Chinese name, short.
    pub chinese: &'static str,
    column: usize,
    row: usize,
}

impl Province {
    /// The name in the reader's language.
    #[must_use]
    pub fn name(&self, lang: Lang) -> &'static str {
        if lang == Lang::Zh { self.chinese } else { self.english }
    }

    /// How texts write its name, in lower case: short, or with what kind of unit it is.
    #[must_use]
    pub fn spellings(&self) -> Vec<String> {
        let english = self.english.to_lowercase();
        let mut all = vec![english.clone(), self.chinese.to_owned()];
        all.extend(
            ["province", "municipality", "autonomous region", "sheng", "shi"]
                .map(|w| format!("{english} {w}")),
        );
        all.extend(["省", "市", "自治区"].map(|w| format!("{}{w}", self.chinese)));
        all.extend(OTHERS.iter().filter(|(code, _)| *code == self.code).map(|(_, word)| (*word).to_owned()));
        all
    }

    /// The unit that a text names in one of its spellings.
    #[must_use]
    pub fn named(text: &str) -> Option<&'static Self> {
        let text = text.trim().to_lowercase();
        PROVINCES.iter().find(|p| p.spellings().contains(&text))
    }
}

/// Spellings that follow no pattern.
const OTHERS: [(&str, &str); 16] = [
    ("NM", "nei mongol"),
    ("NM", "neimenggu"),
    ("XZ", "xizang"),
    ("XZ", "xizang autonomous region"),
    ("GX", "guangxi zhuang autonomous region"),
    ("GX", "广西壮族自治区"),
    ("NX", "ningxia hui autonomous region"),
    ("NX", "宁夏回族自治区"),
    ("XJ", "xinjiang uygur autonomous region"),
    ("XJ", "xinjiang uyghur autonomous region"),
    ("XJ", "新疆维吾尔自治区"),
    ("HK", "香港特别行政区"),
    ("HK", "hk"),
    ("MO", "澳门特别行政区"),
    ("MO", "mo"),
    ("TW", "tw"),
];

const fn at(
    code: &'static str,
    english: &'static str,
    chinese: &'static str,
    column: usize,
    row: usize,
) -> Province {
    Province { code, english, chinese, column, row }
}

/// All 34, from north to south.
pub const PROVINCES: [Province; 34] = [
    at("HL", "Heilongjiang", "黑龙江", 7, 0),
    at("NM", "Inner Mongolia", "内蒙古", 4, 1),
    at("BJ", "Beijing", "北京", 5, 1),
    at("TJ", "Tianjin", "天津", 6, 1),
    at("JL", "Jilin", "吉林", 7, 1),
    at("XJ", "Xinjiang", "新疆", 0, 2),
    at("GS", "Gansu", "甘肃", 2, 2),
    at("NX", "Ningxia", "宁夏", 3, 2),
    at("SX", "Shanxi", "山西", 4, 2),
    at("HE", "Hebei", "河北", 5, 2),
    at("LN", "Liaoning", "辽宁", 7, 2),
    at("QH", "Qinghai", "青海", 2, 3),
    at("SN", "Shaanxi", "陕西", 3, 3),
    at("HA", "Henan", "河南", 4, 3),
    at("SD", "Shandong", "山东", 5, 3),
    at("XZ", "Tibet", "西藏", 0, 4),
    at("SC", "Sichuan", "四川", 2, 4),
    at("CQ", "Chongqing", "重庆", 3, 4),
    at("HB", "Hubei", "湖北", 4, 4),
    at("AH", "Anhui", "安徽", 5, 4),
    at("JS", "Jiangsu", "江苏", 6, 4),
    at("SH", "Shanghai", "上海", 7, 4),
    at("GZ", "Guizhou", "贵州", 3, 5),
    at("HN", "Hunan", "湖南", 4, 5),
    at("JX", "Jiangxi", "江西", 5, 5),
    at("ZJ", "Zhejiang", "浙江", 6, 5),
    at("YN", "Yunnan", "云南", 2, 6),
    at("GX", "Guangxi", "广西", 3, 6),
    at("GD", "Guangdong", "广东", 4, 6),
    at("FJ", "Fujian", "福建", 5, 6),
    at("TW", "Taiwan", "台湾", 7, 6),
    at("HI", "Hainan", "海南", 3, 7),
    at("MO", "Macau", "澳门", 4, 7),
    at("HK", "Hong Kong", "香港", 5, 7),
];

/// Pixels of a tile.
const STEP: usize = 46;

/// One tile per unit; `marks` by code. A unit without a mark is empty.
#[must_use]
pub fn provinces(frame: &Frame<'_>, lang: Lang, marks: &[(&str, Mark)]) -> String {
    let most = largest(marks.iter().map(|(_, mark)| mark));
    let mut inside = String::new();
    for province in &PROVINCES {
        let empty = Mark { label: province.name(lang).to_owned(), said: "0".into(), ..Mark::default() };
        let mark = marks.iter().find(|(code, _)| *code == province.code).map_or(&empty, |(_, mark)| mark);
        let dark = shade(mark.amount, most);
        let (left, top) = (province.column * 1_250, province.row * STEP);
        // Tiles are narrow: letters in English, at most three characters in Chinese.
        let name = if lang == Lang::Zh { province.chinese } else { province.code };
        let shapes = format!(
            "<rect class=\"c-heat{dark}\" x=\"{}\" y=\"{top}\" width=\"12.10%\" height=\"{}\" rx=\"3\"/>\
             <text class=\"c-on{dark}\" x=\"{middle}\" y=\"{}\" text-anchor=\"middle\" font-size=\"11\">{}</text>\
             <text class=\"c-on{dark}\" x=\"{middle}\" y=\"{}\" text-anchor=\"middle\" font-size=\"12\">{}</text>",
            hundredths(left),
            STEP - 3,
            top + 17,
            safe(name),
            top + 34,
            safe(&mark.shown),
            middle = hundredths(left + 605),
        );
        inside.push_str(&linked(mark, true, &shapes));
    }
    svg(frame, "provinces", &wide(8 * STEP), &inside)
}

fn hundredths(of: usize) -> String {
    format!("{}.{:02}%", of / 100, of % 100)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_unit_has_a_place_and_names_of_its_own() {
        let of = |what: fn(&Province) -> String| PROVINCES.iter().map(what).collect::<BTreeSet<_>>().len();
        assert_eq!(of(|p| p.code.into()), 34);
        assert_eq!(of(|p| p.english.into()), 34);
        assert_eq!(of(|p| p.chinese.into()), 34);
        assert_eq!(of(|p| format!("{} {}", p.column, p.row)), 34);
        assert!(PROVINCES.iter().all(|p| p.column < 8 && p.row < 8));
    }

    #[test]
    fn units_are_found_by_their_usual_names() {
        fn code(text: &str) -> Option<&'static str> {
            Province::named(text).map(|p| p.code)
        }
        for province in &PROVINCES {
            assert_eq!(code(province.english), Some(province.code));
            assert_eq!(code(&format!("{}省", province.chinese)), Some(province.code));
        }
        assert_eq!(code("Guangxi Zhuang Autonomous Region"), Some("GX"));
        assert_eq!(code(" Beijing Municipality"), Some("BJ"));
        assert_eq!(code("Nei Mongol"), Some("NM"));
        assert_eq!(code("Xizang"), Some("XZ"));
        assert_eq!(code("内蒙古自治区"), Some("NM"));
        assert_eq!((code("Bavaria"), code(""), code("Hebeish")), (None, None, None));
    }
}
