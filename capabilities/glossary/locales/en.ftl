# Terms
term = Term
term-many = Glossary
term-new = New term
term-empty = Terms of your own. Ranking uses them at once, before the shipped glossary and an imported dictionary.
term-english = English
term-english-hint = As papers write it, without an article.
term-chinese = Chinese
term-chinese-hint = In simplified or traditional characters.
term-field = Field of knowledge
term-remark = Remark
problem-term-english = This is not an English term.
    .help = Write it in letters, without Chinese characters.
problem-term-chinese = This is not a Chinese term.
    .help = Write it in Chinese characters.
problem-not-a-dictionary = The file is not a dictionary in CC-CEDICT's format.
    .help = Use the file as the dictionary's site gives it out.
