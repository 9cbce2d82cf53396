"""How the program looks: tokens, code colours, icons, and the style made from them."""
