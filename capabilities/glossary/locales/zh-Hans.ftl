# 术语
term = 术语
term-many = 术语表
term-new = 新增术语
term-empty = 您自己添加的术语。添加后立即用于匹配，优先于内置术语表和导入的词典。
term-english = 英文
term-english-hint = 按论文中的写法，不加冠词。
term-chinese = 中文
term-chinese-hint = 简体、繁体均可。
term-field = 领域
term-remark = 备注
problem-term-english = 不是英文术语。
    .help = 请用字母书写，不含汉字。
problem-term-chinese = 不是中文术语。
    .help = 请用汉字书写。
problem-not-a-dictionary = 文件不是 CC-CEDICT 格式的词典。
    .help = 请直接使用词典网站发布的文件。
