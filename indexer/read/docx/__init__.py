"""Word's docx as Word shows it, automatic numbers too."""
