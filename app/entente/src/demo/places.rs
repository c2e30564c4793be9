//! Where the demo's towns lie, to a hundredth of a degree, and in which Chinese province.

use entente_kernel::Text;
use entente_record::Datum;

/// Town, hundredths of a degree north and east, and the province in both languages where there is one.
const TOWNS: &[(&str, i64, i64, &str, &str)] = &[
    ("Baotou", 4065, 10984, "Inner Mongolia", "内蒙古"),
    ("Billings", 4578, -10850, "", ""),
    ("Busan", 3518, 12908, "", ""),
    ("Changsha", 2823, 11294, "Hunan", "湖南"),
    ("Changzhou", 3181, 11997, "Jiangsu", "江苏"),
    ("Chengdu", 3057, 10407, "Sichuan", "四川"),
    ("Chongqing", 2956, 10655, "Chongqing", "重庆"),
    ("Dalian", 3891, 12161, "Liaoning", "辽宁"),
    ("Dongguan", 2302, 11375, "Guangdong", "广东"),
    ("Eau Claire", 4481, -9150, "", ""),
    ("Foshan", 2302, 11312, "Guangdong", "广东"),
    ("Gothenburg", 5771, 1197, "", ""),
    ("Groningen", 5322, 657, "", ""),
    ("Hamamatsu", 3471, 13773, "", ""),
    ("Hamburg", 5355, 999, "", ""),
    ("Hanover", 5237, 973, "", ""),
    ("Hefei", 3182, 11723, "Anhui", "安徽"),
    ("Huai'an", 3361, 11902, "Jiangsu", "江苏"),
    ("Huzhou", 3089, 12009, "Zhejiang", "浙江"),
    ("Jena", 5093, 1159, "", ""),
    ("Kassel", 5131, 949, "", ""),
    ("Kobe", 3469, 13520, "", ""),
    ("Kunming", 2504, 10271, "Yunnan", "云南"),
    ("Lanzhou", 3606, 10383, "Gansu", "甘肃"),
    ("Leeds", 5380, -155, "", ""),
    ("Lishui", 2847, 11992, "Zhejiang", "浙江"),
    ("Luoyang", 3462, 11245, "Henan", "河南"),
    ("Lyon", 4576, 484, "", ""),
    ("Ningbo", 2987, 12155, "Zhejiang", "浙江"),
    ("Osaka", 3469, 13550, "", ""),
    ("Osnabrück", 5228, 805, "", ""),
    ("Pittsburgh", 4044, -8000, "", ""),
    ("Pune", 1852, 7386, "", ""),
    ("Qingdao", 3607, 12038, "Shandong", "山东"),
    ("Quzhou", 2897, 11887, "Zhejiang", "浙江"),
    ("Raleigh", 3578, -7864, "", ""),
    ("Rotterdam", 5192, 448, "", ""),
    ("Sao Paulo", -2355, -4663, "", ""),
    ("Shenyang", 4180, 12343, "Liaoning", "辽宁"),
    ("Singapore", 135, 10382, "", ""),
    ("Taizhou", 3249, 11990, "Jiangsu", "江苏"),
    ("Turin", 4507, 769, "", ""),
    ("Weifang", 3671, 11910, "Shandong", "山东"),
    ("Weinan", 3450, 10951, "Shaanxi", "陕西"),
    ("Wuhan", 3059, 11431, "Hubei", "湖北"),
    ("Wuhu", 3133, 11838, "Anhui", "安徽"),
    ("Xiamen", 2448, 11809, "Fujian", "福建"),
    ("Xiangyang", 3204, 11214, "Hubei", "湖北"),
    ("Yinchuan", 3847, 10627, "Ningxia", "宁夏"),
    ("Zhengzhou", 3475, 11362, "Henan", "河南"),
];

/// The fields that say where a town lies; none for one that the list does not know.
pub(super) fn fields(town: &str) -> Vec<(&'static str, Datum)> {
    let Some((_, north, east, en, zh)) = TOWNS.iter().find(|(name, ..)| *name == town) else {
        return Vec::new();
    };
    let mut fields = vec![("latitude", Datum::Int(north * 10_000)), ("longitude", Datum::Int(east * 10_000))];
    if !en.is_empty() {
        fields.push(("region", Datum::Text(Text::new(*en, *zh))));
    }
    fields
}
