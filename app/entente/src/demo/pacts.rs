//! What agreements of the demo world are about; all of them are invented.

/// How far an agreement has come.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Drafting,
    Review,
    Negotiation,
    Agreed,
    PartlySigned,
    InForce,
    Renewed,
    Superseded,
    Terminated,
    Abandoned,
}

/// Kind, names, parties, first and last day from today, and how far it has come.
pub(super) struct Plan {
    pub(super) sort: &'static str,
    pub(super) title: (&'static str, &'static str),
    pub(super) about: (&'static str, &'static str),
    pub(super) parties: &'static [(&'static str, &'static str)],
    pub(super) days: (i32, i32),
    pub(super) value: i64,
    pub(super) stage: Stage,
    /// What its text says, and what a later version adds.
    pub(super) clauses: (&'static str, &'static str),
    /// The English title of the agreement that it belongs to.
    pub(super) under: &'static str,
    /// Restricted technology goes abroad under it.
    pub(super) crosses: bool,
    /// Days from its beginning to its entry here.
    pub(super) late: i32,
}

/// What most plans have.
const PLAN: Plan = Plan {
    sort: "framework",
    title: ("", ""),
    about: ("", ""),
    parties: &[],
    days: (0, 0),
    value: 0,
    stage: Stage::Drafting,
    clauses: ("", ""),
    under: "",
    crosses: false,
    late: 0,
};

pub(super) const PLANS: &[Plan] = &[
    Plan {
        sort: "strategic",
        title: ("Strategic cooperation on clean furnaces", "清洁窑炉战略合作"),
        about: (
            "Three partners plan research, training and a yearly forum on kilns that burn less.",
            "三方共同规划低能耗窑炉的研究、培训与年度论坛。",
        ),
        parties: &[("a-org-01", "partner"), ("a-org-11", "partner")],
        days: (-700, 60),
        value: 300_000_000,
        stage: Stage::InForce,
        late: 4,
        ..PLAN
    },
    Plan {
        sort: "commissioned_development",
        title: ("Development of a crack detector", "裂纹检测仪的开发"),
        about: (
            "A hand-held instrument finds hairline cracks in hot linings.",
            "开发手持仪器，检测高温炉衬的细微裂纹。",
        ),
        parties: &[("a-org-04", "sponsor")],
        days: (-200, 500),
        value: 120_000_000,
        stage: Stage::InForce,
        late: 12,
        ..PLAN
    },
    Plan {
        sort: "nda",
        title: ("Confidentiality before a joint study", "联合研究前的保密约定"),
        about: ("What both sides show each other before they decide.", "双方决定合作之前相互披露的资料。"),
        parties: &[("a-org-06", "partner")],
        days: (-1200, -100),
        value: 0,
        stage: Stage::InForce,
        ..PLAN
    },
    Plan {
        sort: "consulting",
        title: ("Advice on the renewal of a pumping station", "泵站改造咨询"),
        about: (
            "Engineers look at three designs and say which one lasts.",
            "对三个方案进行技术论证并推荐耐久方案。",
        ),
        parties: &[("b-org-05", "sponsor")],
        days: (-30, 335),
        value: 8_000_000,
        stage: Stage::PartlySigned,
        clauses: (
            "Three designs are on the table; the engineers visit the station twice before they choose.",
            "The written opinion is handed over ten weeks after the second visit.",
        ),
        ..PLAN
    },
    Plan {
        sort: "service",
        title: ("Testing of fruit drying racks", "果品烘干架检测"),
        about: ("Forty racks are tested in the laboratory in summer.", "夏季在实验室检测四十套烘干架。"),
        parties: &[("a-org-01", "sponsor"), ("c-org-09", "partner")],
        days: (10, 200),
        value: 4_500_000,
        stage: Stage::Agreed,
        clauses: (
            "Every rack carries a number, and its results are kept under that number.",
            "Racks that fail are shown to the maker before anybody else hears of it.",
        ),
        ..PLAN
    },
    Plan {
        sort: "student_exchange",
        title: ("Exchange of ten students a year", "每年互派十名学生"),
        about: ("Five students go each way for one term.", "每学期双方各派五名学生交流。"),
        parties: &[("b-org-10", "host")],
        days: (30, 1100),
        value: 0,
        stage: Stage::Negotiation,
        clauses: (
            "Students enrol at home and pay no fees abroad.",
            "A student who falls ill may finish the term at home.",
        ),
        ..PLAN
    },
    Plan {
        sort: "joint_centre",
        title: ("Joint centre for quiet bearings", "静音轴承联合研究中心"),
        about: (
            "Both sides found a centre with a laboratory and a doctoral programme.",
            "双方共建设有实验室和博士项目的研究中心。",
        ),
        parties: &[("a-org-01", "partner")],
        days: (60, 1800),
        value: 900_000_000,
        stage: Stage::Review,
        clauses: ("The centre has two directors, one from each side, and a committee of six.", ""),
        ..PLAN
    },
    Plan {
        sort: "donation",
        title: ("Donation of a measuring wagon", "测量车捐赠"),
        about: (
            "A wagon with instruments, and the duty to say each year what it was used for.",
            "捐赠一辆测量车，每年须报告使用情况。",
        ),
        parties: &[("a-org-07", "donor")],
        days: (0, 720),
        value: 0,
        stage: Stage::Drafting,
        clauses: ("The wagon stays in the service of teaching for at least eight years.", ""),
        ..PLAN
    },
    Plan {
        sort: "training",
        title: ("Training of furnace masters", "炉长培训"),
        about: ("Two courses a year for the people at the furnace.", "每年为炉前人员举办两期培训班。"),
        parties: &[("a-org-04", "sponsor")],
        days: (-730, 20),
        value: 6_000_000,
        stage: Stage::Renewed,
        late: 9,
        ..PLAN
    },
    Plan {
        sort: "framework",
        title: ("Frame for work on valves", "阀门合作框架"),
        about: ("The frame under which single orders were given.", "单项委托据以签订的框架。"),
        parties: &[("a-org-05", "partner")],
        days: (-900, 400),
        value: 0,
        stage: Stage::Superseded,
        ..PLAN
    },
    Plan {
        sort: "base",
        title: ("Field base by the reservoir", "水库旁的野外基地"),
        about: (
            "Rooms for a field station, given back when the dam was rebuilt.",
            "野外观测站用房，大坝重建时已交还。",
        ),
        parties: &[("b-org-05", "host")],
        days: (-1500, 300),
        value: 0,
        stage: Stage::Terminated,
        ..PLAN
    },
    Plan {
        sort: "mta",
        title: ("Transfer of soil samples", "土壤样品转移"),
        about: (
            "Samples were to be sent for a comparison that was not needed in the end.",
            "拟送样比对，后无此需要。",
        ),
        parties: &[("b-org-12", "recipient")],
        days: (0, 90),
        value: 0,
        stage: Stage::Abandoned,
        ..PLAN
    },
    Plan {
        sort: "cooperative_development",
        title: ("Joint development of a low-smoke burner", "低烟燃烧器的合作开发"),
        about: (
            "A burner for tunnel kilns is built twice: once in the laboratory, once at the works.",
            "隧道窑燃烧器试制两台，一台在实验室，一台在厂区。",
        ),
        parties: &[("a-org-01", "performer")],
        days: (-400, 55),
        value: 64_000_000,
        stage: Stage::InForce,
        under: "Strategic cooperation on clean furnaces",
        late: 85,
        ..PLAN
    },
    Plan {
        sort: "training",
        title: ("Summer school for kiln engineers", "窑炉工程师暑期学校"),
        about: (
            "Three weeks each July, half of the seats for guests from abroad.",
            "每年七月举办三周，半数名额留给境外学员。",
        ),
        parties: &[("a-org-11", "partner"), ("c-org-09", "host")],
        days: (15, 400),
        stage: Stage::Review,
        under: "Strategic cooperation on clean furnaces",
        clauses: ("The hosts choose the lecturers; the guests choose among themselves who comes.", ""),
        ..PLAN
    },
    Plan {
        sort: "licence",
        title: ("Licence for a corrosion model of quay walls", "码头岸壁腐蚀模型许可"),
        about: (
            "The partner runs the model at two harbours of its own and reports what it finds.",
            "合作方在其两处港口使用该模型并反馈结果。",
        ),
        parties: &[("b-org-12", "licensee")],
        days: (45, 1500),
        value: 35_000_000,
        stage: Stage::Review,
        crosses: true,
        clauses: ("The licence covers two named harbours and ends when either is given up.", ""),
        ..PLAN
    },
    Plan {
        sort: "academic_exchange",
        title: ("Exchange of two lecturers a year", "每年互派两名教师"),
        about: (
            "Lecturers teach for one month on the other side; lodging is the host's affair.",
            "教师在对方授课一个月，食宿由接待方承担。",
        ),
        parties: &[("a-org-14", "host")],
        days: (-1000, 800),
        stage: Stage::InForce,
        ..PLAN
    },
];
