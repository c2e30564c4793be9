# 专家
expert = 专家
expert-many = 专家
expert-new = 新建专家
expert-empty = 能为合作方提供帮助的本校专家，附能力佐证材料。
expert-name = 姓名
expert-title = 职称
expert-department = 院系
expert-fields = 领域
expert-topics = 研究方向
expert-topics-hint = 用分号隔开。
expert-languages = 语言
expert-languages-hint = 用空格隔开的语言代码，如 en zh de。
expert-profile = 简介
expert-capacity = 可同时承接的对接数
expert-capacity-hint = 0 至 50，留空表示不限。
expert-opted_out = 不希望被推荐
expert-opted_out-hint = 勾选后，不再就任何需求联系该专家。
expert-email = 邮箱
expert-person = 人员记录
expert-source = 来源

# 佐证材料
evidence = 佐证材料
evidence-many = 佐证材料
evidence-new = 新增佐证材料
evidence-empty = 论文、专利、项目与以往合作，用以说明专家的能力。
evidence-title = 标题
evidence-expert = 专家
evidence-sort = 类型
evidence-year = 年份
evidence-body = 摘要
evidence-source = 来源
evidence-sort-paper = 论著
evidence-sort-patent = 专利
evidence-sort-project = 项目
evidence-sort-engagement = 以往合作

# 技术成果
technology = 技术成果
technology-many = 技术成果
technology-new = 新增技术成果
technology-empty = 可许可或进一步开发的技术成果及其成熟度。
technology-title = 名称
technology-summary = 摘要
technology-summary-hint = 凡有权查看该成果的人均可阅读。
technology-detail = 内部说明
technology-applications = 应用场景
technology-fields = 领域
technology-trl = 技术成熟度（TRL）
technology-trl-hint = 1 至 9 级；填写时须注明评估人和评估日期。
technology-trl_date = 评估日期
technology-trl_assessor = 评估人
technology-trl_evidence = 评估依据
technology-embargo_until = 暂不公开，至
technology-embargo_until-hint = 填有日期时，仅工作人员可以查看；需要公开时请清空此项。
technology-source = 来源
technology-inventors = 发明人
technology-inventors-add = 添加发明人
technology-inventors-expert = 专家

# 知识领域
knowledge-field-engineering = 工程
knowledge-field-materials = 材料
knowledge-field-information = 信息与通信
knowledge-field-energy = 能源
knowledge-field-environment = 环境
knowledge-field-agriculture = 农业与食品
knowledge-field-medicine = 医药卫生
knowledge-field-transport = 交通
knowledge-field-management = 管理、金融与法律
knowledge-field-education = 教育、合作与区域政策
expert-checked = 最近核对
technology-checked = 最近核对

# 更正
correction = 更正
correction-many = 更正请求
correction-new = 新建更正
correction-empty = 专家希望在简介和成果中改正的内容。
correction-wish = 哪里有误或遗漏？
correction-expert = 专家
correction-evidence = 涉及哪项成果？
correction-state-open = 待处理
correction-state-made = 已更正
correction-state-declined = 未采纳
correction-step-make = 已更正
correction-step-decline = 不采纳
correction-done-make = 已更正
correction-done-decline = 未采纳

# 维护
catalogue-upkeep = 维护
catalogue-upkeep-hint = 久未核对的记录，以及重复录入的记录。
catalogue-untouched = 多久未修改或核对
catalogue-months = { $n } 个月
catalogue-last = 最近修改或核对
catalogue-still-right = 仍然有效
catalogue-none-stale = 均在此期间核对过。
catalogue-twice = 重复录入
catalogue-twice-hint = 名称相同的记录；成果则指同一专家名下的。
catalogue-none-twice = 没有。
own-profile = 您的简介
own-hint = 需求按您的成果匹配。您可以请求更正，也可以不参与匹配。
own-right = 我的简介准确无误
own-checked = 您于 { $day } 确认过。
own-out = 您目前不参与需求匹配。
own-opt-out = 不再向需求方推荐我
own-opt-in = 重新参与匹配
own-correct = 请求更正
own-whole-profile = 我的简介
own-send = 提交办公室
own-asked = 您的请求
toast-confirmed = 已记录为今日核对。
toast-correction-asked = 谢谢，办公室会处理。
problem-only-own-profile = 您只能请求更正自己的简介。
problem-no-expert = 您没有专家简介。
    .help = 如应有，请联系合作办公室。

# 指标
measure-experts = 专家
measure-experts-definition = 当天目录中的专家。涉及多个领域的专家在每个领域各计一次，合计只计一次。
measure-evidence = 佐证材料
measure-evidence-definition = 当天在册的论文、专利、项目等；年份指成果本身的年份。
measure-technologies = 技术成果
measure-technologies-definition = 当天目录中的技术成果，成熟度以当天认定的为准。涉及多个领域的在每个领域各计一次，合计只计一次。
measure-technologies-near-use = 接近应用的技术
measure-technologies-near-use-definition = 已评估的技术中成熟度（TRL）达到 7 级及以上的比例。不计未评估的技术。
retention-catalogue-expert = 两年无人查看的简介可能有误。
retention-catalogue-evidence = 已发表的成果长期有效。
retention-catalogue-correction = 答复之后不再需要原话。
