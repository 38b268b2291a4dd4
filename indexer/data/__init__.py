"""Data that the package ships: the gazetteer and the domain dictionary.

`terms.txt` holds words that jieba lacks or cuts apart: names of national schemes and institutions of administrative
law, government services and health supervision, and indicators that are counted everywhere. What a single place calls
its own belongs in the dictionary.txt of an archive. The format, jieba's, knows no comments: a word, its frequency, its
part of speech.
"""
