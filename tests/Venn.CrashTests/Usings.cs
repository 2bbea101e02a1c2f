global using Venn.Engine;
global using Venn.Engine.Versions;
